// Changes the signal masks of all threads of the process: see process_mask.h for how and why. Calls must not
// overlap.
#ifndef FORKABLE_POSIX_THREAD_MASK_H_
#define FORKABLE_POSIX_THREAD_MASK_H_

#include <signal.h>

#include "native/base/result.h"

namespace forkable {

// Every thread's mask becomes (mask without `managed`) | blocked; on the main thread, when another one calls,
// `mains_own` stays as it is. Returns when all threads have it but those that block MaskSignal()
// themselves (they adopt it the moment they let it in); waits a tenth of a second at the most.
Status SetMaskOfAllThreads(const sigset_t& managed, const sigset_t& blocked, const sigset_t& mains_own);

}  // namespace forkable

#endif  // FORKABLE_POSIX_THREAD_MASK_H_
