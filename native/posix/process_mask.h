// One signal mask for the whole process. Linux has a mask for each thread, and a process-directed signal goes
// to any thread that lets it in: blocking it in one of ten threads blocks nothing.
//
// The calling thread changes its own mask with pthread_sigmask(3); every other thread is sent MaskSignal(),
// whose handler edits the mask in the context it returns to. A thread's private signals come before the
// process's, so from then on the thread takes no signal that the new mask blocks. Threads made later inherit
// the mask. A thread that blocks everything for good (Node's inspector has one) is left as it is: it takes no
// signals anyway.
//
// Besides what the user blocks (sigprocmask), signals are *held*: kept out of all threads while somebody in
// the library reads them from the kernel's queue. sigprocmask does not show that.
#ifndef FORKABLE_POSIX_PROCESS_MASK_H_
#define FORKABLE_POSIX_PROCESS_MASK_H_

#include <signal.h>

#include "native/base/result.h"

namespace forkable {

// sigprocmask(2) for all threads; `how` and `set` as there (a null set only asks). Gives the mask from
// before.
Result<sigset_t> ChangeUserMask(int how, const sigset_t* set);
// The mask without what is held: what a program started by exec is to inherit.
sigset_t UserMask();

// Holds and releases are counted for each signal.
Status HoldSignals(const sigset_t& set);
void ReleaseSignals(const sigset_t& set);
// Gives up all holds at once: in a child that has none of its parent's waits.
void ForgetHolds();

// Signals that have a handler but are held, because the library reads them itself: a section opens its thread
// for them, but for those the user has blocked and those somebody waits for. Gives a signalfd(2), always the
// same and owned here, that is readable while TakeableNow() has a pending one; it is for polling only.
Result<int> SetReadBySections(const sigset_t& set);
// The signals of that kind that may be taken now.
sigset_t TakeableNow();
void OpenMaskForSection();
void CloseMaskAfterSection();

}  // namespace forkable

#endif  // FORKABLE_POSIX_PROCESS_MASK_H_
