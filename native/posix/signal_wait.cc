#include "native/posix/signal_wait.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include "native/posix/internal_signals.h"
#include "native/posix/process_mask.h"

namespace forkable {

SignalHold::SignalHold(const sigset_t& set) : set_(set), status_(Ok()) {
  RemoveInternalSignals(&set_);
  status_ = HoldSignals(set_);
}

SignalHold::~SignalHold() {
  if (status_.ok()) ReleaseSignals(set_);
}

Result<SignalRecord> TakeSignal(const sigset_t& set, const Deadline& deadline) {
  siginfo_t info;
  struct timespec left = ToTimespec(deadline.left_at_most(INT64_MAX / 2));
  int signum = ::sigtimedwait(&set, &info, deadline.never() ? nullptr : &left);
  if (signum > 0) return ToRecord(info);
  if (errno != EAGAIN) return SysError::Last("sigtimedwait");
  return SignalRecord();
}

Result<UniqueFd> OpenSignalFd(const sigset_t& set) {
  UniqueFd fd(::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
  if (!fd.valid()) return SysError::Last("signalfd");
  return fd;
}

Result<SignalRecord> ReadSignalFd(int fd) {
  struct signalfd_siginfo got;
  ssize_t size = ::read(fd, &got, sizeof got);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return SignalRecord();
  if (size != sizeof got) return SysError::Last("read", "signalfd");
  siginfo_t info = {};
  info.si_signo = static_cast<int>(got.ssi_signo);
  info.si_code = got.ssi_code;
  info.si_errno = got.ssi_errno;
  info.si_pid = static_cast<pid_t>(got.ssi_pid);
  info.si_uid = got.ssi_uid;
  SignalRecord out = ToRecord(info);
  bool of_child = info.si_signo == SIGCHLD && info.si_code > 0;
  out.status = of_child ? got.ssi_status : 0;
  bool has_value = info.si_code == SI_QUEUE || info.si_code == SI_MESGQ || info.si_code == SI_TIMER;
  out.value = has_value ? got.ssi_int : 0;
  return out;
}

Result<sigset_t> PendingSignals() {
  sigset_t pending;
  if (::sigpending(&pending) != 0) return SysError::Last("sigpending");
  sigset_t user = UserMask();
  for (int signum = 1; signum < NSIG; signum++) {
    if (sigismember(&user, signum) != 1) sigdelset(&pending, signum);
  }
  return pending;
}

}  // namespace forkable
