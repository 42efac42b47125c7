#include "native/posix/signal_handler.h"

#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstring>

#include "native/posix/due_signals.h"
#include "native/posix/interrupt.h"
#include "native/posix/process_mask.h"

namespace forkable {

namespace {

using Handler = void (*)(int);

std::atomic<void (*)()> wake_{nullptr};
std::atomic<Handler> chained_{nullptr};
std::atomic<unsigned> handled_[NSIG];
std::atomic<int> wakeup_fd_{-1};
std::atomic<int> wakeup_error_{0};
std::atomic<uint64_t> realtime_{0};  // real-time signals with a handler
bool interrupts_[NSIG] = {};

void BlockRealtime(void* context) {
  auto& mask = static_cast<ucontext_t*>(context)->uc_sigmask;
  uint64_t bits = 0;
  std::memcpy(&bits, &mask, sizeof bits);
  bits |= realtime_.load();
  std::memcpy(&mask, &bits, sizeof bits);
}

// One is noted, the others stay in the queue: the thread takes no more of them. A thread that should not have
// got it (made before the signals were held) and a second one before the first was handled send it on to the
// main thread's own queue, which comes before the process's.
void NoteRealtime(siginfo_t* info, void* context, bool on_main_thread) {
  BlockRealtime(context);
  if (on_main_thread && RecordSignal(*info, true)) return;
  pid_t pid = ::getpid();
  ::syscall(SYS_rt_tgsigqueueinfo, pid, pid, info->si_signo, info);
}

void Announce() {
  set_interrupt_pending(true);
  if (auto wake = wake_.load()) wake();
  InterruptOpenSection();
}

void OnSignal(int signum, siginfo_t* info, void* context) {
  int saved = errno;
  bool on_main_thread = ::getpid() == static_cast<pid_t>(::syscall(SYS_gettid));
  handled_[signum].fetch_add(1);
  if (IsRealtime(signum)) {
    NoteRealtime(info, context, on_main_thread);
  } else {
    RecordSignal(*info, on_main_thread);
  }
  WriteWakeupByte(signum);
  Announce();
  Handler chained = chained_.load();
  if (chained != nullptr && !IsRealtime(signum)) chained(signum);
  errno = saved;
}

uint64_t Bit(int signum) { return uint64_t{1} << (signum - 1); }

sigset_t SetOf(uint64_t bits) {
  sigset_t set;
  ::sigemptyset(&set);
  std::memcpy(&set, &bits, sizeof bits);
  return set;
}

}  // namespace

bool IsRealtime(int signum) { return signum >= SIGRTMIN && signum <= SIGRTMAX; }

void NoteSignal(const siginfo_t& info) {
  RecordSignal(info, true);
  WriteWakeupByte(info.si_signo);
  Announce();
}

void SetLoopWaker(void (*wake)()) { wake_.store(wake); }
void SetChainedHandler(Handler handler) { chained_.store(handler); }
unsigned HandledCount(int signum) { return handled_[signum].load(); }

int SetWakeupFd(int fd) {
  wakeup_error_.store(0);
  return wakeup_fd_.exchange(fd);
}
void WriteWakeupByte(int signum) {
  int fd = wakeup_fd_.load();
  if (fd < 0) return;
  auto byte = static_cast<unsigned char>(signum);
  ssize_t written;
  do {
    written = ::write(fd, &byte, 1);
  } while (written < 0 && errno == EINTR);
  if (written < 0) wakeup_error_.store(errno);
}

int TakeWakeupError() { return wakeup_error_.exchange(0); }

Status SetKernelHandler(int signum, Handler handler) {
  struct sigaction action = {};
  action.sa_handler = handler;
  // What libuv and Node use for theirs.
  if (handler != SIG_DFL && handler != SIG_IGN) {
    action.sa_flags = SA_RESTART;
    ::sigfillset(&action.sa_mask);
  }
  if (::sigaction(signum, &action, nullptr) != 0) return SysError::Last("sigaction");
  return Ok();
}

Status SetOwnHandler(int signum) {
  struct sigaction action = {};
  action.sa_sigaction = OnSignal;
  // Real-time signals only ever come inside a section, which wants to be interrupted.
  bool restart = !IsRealtime(signum) && !interrupts_[signum];
  action.sa_flags = SA_SIGINFO | (restart ? SA_RESTART : 0);
  // All blocked: libuv's handler holds a lock that no second handler on the same thread may ask for.
  ::sigfillset(&action.sa_mask);
  if (::sigaction(signum, &action, nullptr) != 0) return SysError::Last("sigaction");
  return Ok();
}

Handler KernelHandler(int signum) {
  struct sigaction action = {};
  if (::sigaction(signum, nullptr, &action) != 0) return SIG_DFL;
  return action.sa_handler;
}

bool HasOwnHandler(int signum) {
  struct sigaction action = {};
  return ::sigaction(signum, nullptr, &action) == 0 && action.sa_sigaction == OnSignal;
}

Status SetInterrupts(int signum, bool interrupts) {
  if (signum == SIGKILL || signum == SIGSTOP) return SysError{EINVAL, "sigaction"};
  struct sigaction action = {};
  if (::sigaction(signum, nullptr, &action) != 0) return SysError::Last("sigaction");
  interrupts_[signum] = interrupts;
  if (action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN || IsRealtime(signum)) return Ok();
  action.sa_flags = interrupts ? action.sa_flags & ~SA_RESTART : action.sa_flags | SA_RESTART;
  if (::sigaction(signum, &action, nullptr) != 0) return SysError::Last("sigaction");
  return Ok();
}

Result<int> SetRealtimeDisposition(int signum, Disposition disposition) {
  sigset_t one = SetOf(Bit(signum));
  bool had = (realtime_.load() & Bit(signum)) != 0;
  bool wanted = disposition == Disposition::kHandled;
  Status done = wanted ? SetOwnHandler(signum)
                       : SetKernelHandler(signum, disposition == Disposition::kIgnore ? SIG_IGN : SIG_DFL);
  if (!done.ok()) return done.error();
  if (wanted && !had) {
    realtime_.fetch_or(Bit(signum));
    Status held = HoldSignals(one);
    if (!held.ok()) return held.error();
  }
  if (!wanted && had) realtime_.fetch_and(~Bit(signum));
  Result<int> fd = SetReadBySections(SetOf(realtime_.load()));
  if (!wanted && had) ReleaseSignals(one);
  return fd;
}

void SettleSignalsInChild() {
  BeginInThisProcess();
  wakeup_error_.store(0);
  bool due = AnySignalDue();
  set_interrupt_pending(due);
  if (auto wake = wake_.load(); due && wake != nullptr) wake();
}

}  // namespace forkable
