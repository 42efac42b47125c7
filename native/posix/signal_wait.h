// Taking a signal from the queue instead of having it handled: sigtimedwait(2), signalfd(2). The signals are
// held (process_mask.h) as long as somebody waits, so that no thread's handler or default action gets them
// first.
#ifndef FORKABLE_POSIX_SIGNAL_WAIT_H_
#define FORKABLE_POSIX_SIGNAL_WAIT_H_

#include <signal.h>

#include "native/base/deadline.h"
#include "native/base/result.h"
#include "native/base/unique_fd.h"
#include "native/posix/due_signals.h"

namespace forkable {

class SignalHold {
 public:
  explicit SignalHold(const sigset_t& set);
  ~SignalHold();
  SignalHold(const SignalHold&) = delete;
  SignalHold& operator=(const SignalHold&) = delete;
  const Status& status() const { return status_; }
  const sigset_t& set() const { return set_; }

 private:
  sigset_t set_;
  Status status_;
};

// One attempt; EINTR as an error. signo 0 when the time is up. `set` must be held.
Result<SignalRecord> TakeSignal(const sigset_t& set, const Deadline& deadline);

// A signalfd that does not block, and a reading of it: signo 0 when nothing was there.
Result<UniqueFd> OpenSignalFd(const sigset_t& set);
Result<SignalRecord> ReadSignalFd(int fd);

// Pending and blocked by the user, for the process or the calling thread.
Result<sigset_t> PendingSignals();

}  // namespace forkable

#endif  // FORKABLE_POSIX_SIGNAL_WAIT_H_
