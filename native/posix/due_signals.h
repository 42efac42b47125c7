// The signals that have been taken from the kernel for a handler of lib/signal and wait for the main thread.
//
// A standard signal is either due or not, as it is either pending or not in the kernel. A real-time signal is
// recorded once; further ones stay in the kernel's queue, in their order, and are read from there.
#ifndef FORKABLE_POSIX_DUE_SIGNALS_H_
#define FORKABLE_POSIX_DUE_SIGNALS_H_

#include <signal.h>

namespace forkable {

// What a handler is told: siginfo_t in numbers.
struct SignalRecord {
  int signo = 0;
  int code = 0;
  int error = 0;
  int pid = 0;
  int uid = 0;
  int status = 0;
  int value = 0;
  bool queued = false;  // read from the kernel's queue: no handler of C has seen it
};

SignalRecord ToRecord(const siginfo_t& info);

// False when one of its kind is due already. Async-signal-safe.
bool RecordSignal(const siginfo_t& info, bool on_main_thread);
bool AnySignalDue();
// The lowest number first; real-time signals in the order they were sent. Main thread. False: nothing is due.
bool TakeDueSignal(SignalRecord* out);
// What was due in the parent is not due in a child: the first call in a new process empties all. Recording
// begins with it, so that a signal sent to a child that has hardly begun is kept. Async-signal-safe.
void BeginInThisProcess();

}  // namespace forkable

#endif  // FORKABLE_POSIX_DUE_SIGNALS_H_
