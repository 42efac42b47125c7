// The real-time signals that the library keeps for itself. They are not in validSignals(), signal() and the
// masks refuse or leave them out, and nobody else may send them.
#ifndef FORKABLE_POSIX_INTERNAL_SIGNALS_H_
#define FORKABLE_POSIX_INTERNAL_SIGNALS_H_

#include <signal.h>

namespace forkable {

// Functions, because the C library decides at run time where its real-time signals begin.
inline int StopSignal() { return SIGRTMIN + 5; }  // native/fork: halts a thread while the process forks
inline int KickSignal() { return SIGRTMIN + 6; }  // interrupt.cc: gets the main thread out of a system call
inline int MaskSignal() { return SIGRTMIN + 7; }  // process_mask.cc: has a thread adopt the process's mask

inline bool IsInternalSignal(int signum) { return signum >= StopSignal() && signum <= MaskSignal(); }

inline void RemoveInternalSignals(sigset_t* set) {
  for (int signum = StopSignal(); signum <= MaskSignal(); signum++) sigdelset(set, signum);
}

}  // namespace forkable

#endif  // FORKABLE_POSIX_INTERNAL_SIGNALS_H_
