// The real-time signals that the library keeps for itself. They are never handed to lib/signal.
#ifndef FORKABLE_POSIX_INTERNAL_SIGNALS_H_
#define FORKABLE_POSIX_INTERNAL_SIGNALS_H_

#include <signal.h>

namespace forkable {

inline int StopSignal() { return SIGRTMIN + 5; }  // native/fork: stops a thread around a fork
inline int KickSignal() { return SIGRTMIN + 6; }  // interrupts a blocking system call
inline int MaskSignal() { return SIGRTMIN + 7; }  // changes the signal mask of a thread

}  // namespace forkable

#endif  // FORKABLE_POSIX_INTERNAL_SIGNALS_H_
