// What a stopped thread was doing, read from its registers: may a fork happen just now, may it be left out?
#ifndef FORKABLE_FORK_PARKED_H_
#define FORKABLE_FORK_PARKED_H_

#include "native/fork/threads.h"

namespace forkable {

// A thread is parked when it sleeps in a system call in which it holds no lock and that it can repeat.
bool IsParkedInEpoll(const StoppedThread& thread);
bool IsParked(const StoppedThread& thread);
// The same for certain: not behind a lock of JavaScript's engine or of C++.
bool SleepsWithoutLock(const StoppedThread& thread);
// It does, or it runs JavaScript's own code.
bool HoldsNoLock(const StoppedThread& thread);

}  // namespace forkable

#endif  // FORKABLE_FORK_PARKED_H_
