#include "native/binding/signal_watch.h"

#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <atomic>

#include "native/posix/internal_signals.h"

namespace forkable::binding {

namespace {

using Handler = void (*)(int);

struct Watch {
  uv_signal_t handle;
  bool made = false;
  bool running = false;
  bool handled = false;  // for a handler; otherwise parked for SIG_IGN
  int64_t received = 0;  // callbacks since it began, of HandledCount() - began
  unsigned began = 0;
  std::atomic<bool> withheld{false};
};

Watch watches_[NSIG];
Handler initial_[NSIG];
pid_t loaded_in_ = 0;
Handler libuv_handler_ = nullptr;

// libuv writes a message for each signal and watcher into a pipe, and when the loop does not turn and the
// pipe is full it drops them: a flood of one signal would lose the SIGCHLD of child_process. So it hears of a
// signal only while fewer than two of its messages to us are unread; with two, the others' messages, written
// together with ours, cannot all have been read either. Once the loop has read ours, libuv hears of what was
// withheld: as one signal. Async-signal-safe; on any thread.
void ChainToLibuv(int signum) {
  Watch& watch = watches_[signum];
  if (watch.running && watch.handle.caught_signals - watch.handle.dispatched_signals >= 2) {
    watch.withheld.store(true);
  } else {
    libuv_handler_(signum);
  }
}

void HandOverWithheld(int signum) {
  if (!watches_[signum].withheld.exchange(false)) return;
  // The handler holds a lock that no handler on this thread may ask for meanwhile.
  sigset_t all, before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  libuv_handler_(signum);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

// A signal that came while the disposition was libuv's alone (in the moment between libuv's sigaction and
// ours) has a message in libuv's pipe but was not seen by the handler of the library: it must not be lost.
void OnWatch(uv_signal_t* handle, int signum) {
  Watch& watch = *static_cast<Watch*>(handle->data);
  watch.received++;
  HandOverWithheld(signum);
  if (!watch.handled || watch.received <= static_cast<int64_t>(HandledCount(signum) - watch.began)) return;
  watch.began--;
  siginfo_t info = {};
  info.si_signo = signum;
  NoteSignal(info);
}

// Every watcher of libuv has the same handler: learned from a signal that nobody else uses.
Status LearnLibuvHandler(uv_loop_t* loop) {
  if (libuv_handler_ != nullptr) return Ok();
  int scratch = KickSignal();
  struct sigaction before;
  if (::sigaction(scratch, nullptr, &before) != 0) return SysError::Last("sigaction");
  static uv_signal_t probe;
  int status = uv_signal_init(loop, &probe);
  if (status == 0) uv_unref(reinterpret_cast<uv_handle_t*>(&probe));
  if (status == 0) status = uv_signal_start(&probe, [](uv_signal_t*, int) {}, scratch);
  if (status != 0) return SysError{-status, "sigaction"};
  libuv_handler_ = KernelHandler(scratch);
  uv_signal_stop(&probe);
  uv_close(reinterpret_cast<uv_handle_t*>(&probe), nullptr);
  ::sigaction(scratch, &before, nullptr);
  SetChainedHandler(ChainToLibuv);
  return Ok();
}

Status Begin(uv_loop_t* loop, int signum, bool handled) {
  Watch& watch = watches_[signum];
  if (!watch.made) {
    int status = uv_signal_init(loop, &watch.handle);
    if (status != 0) return SysError{-status, "pipe2"};
    watch.handle.data = &watch;
    // A handler alone keeps no process alive, as with process.on.
    uv_unref(reinterpret_cast<uv_handle_t*>(&watch.handle));
    watch.made = true;
  }
  if (handled && !(watch.running && watch.handled)) {
    // Messages of an earlier time may still be in the pipe.
    watch.received = -static_cast<int64_t>(watch.handle.caught_signals - watch.handle.dispatched_signals);
    watch.began = HandledCount(signum);
  }
  watch.handled = handled;
  int status = uv_signal_start(&watch.handle, OnWatch, signum);
  if (status != 0) return SysError{-status, "sigaction"};
  watch.running = true;
  return Ok();
}

void End(int signum) {
  Watch& watch = watches_[signum];
  if (watch.running) uv_signal_stop(&watch.handle);
  watch.running = false;
  watch.handled = false;
}

bool IgnoredByDefault(int signum) {
  return signum == SIGCHLD || signum == SIGURG || signum == SIGWINCH || signum == SIGCONT;
}

bool OthersWatch(uv_loop_t* loop, int signum) {
  struct Search {
    int signum;
    bool found;
  } search = {signum, false};
  uv_walk(
      loop,
      [](uv_handle_t* handle, void* data) {
        auto* search = static_cast<Search*>(data);
        auto* signal = reinterpret_cast<uv_signal_t*>(handle);
        if (handle->type != UV_SIGNAL || signal == &watches_[search->signum].handle) return;
        if (uv_is_active(handle) && signal->signum == search->signum) search->found = true;
      },
      &search);
  return search.found;
}

// libuv leaves its handler when others still watch, and sets SIG_DFL otherwise. Node's own handlers for
// SIGINT and SIGTERM put the terminal right before they die of the signal: that is Node's default, but not in
// a child (native/fork/terminal.h).
Status BackToDefault(int signum) {
  if (watches_[signum].running) {
    Status under = SetKernelHandler(signum, libuv_handler_);
    if (!under.ok()) return under;
    HandOverWithheld(signum);
    End(signum);
  } else if (KernelHandler(signum) != libuv_handler_) {
    Status set = SetKernelHandler(signum, SIG_DFL);
    if (!set.ok()) return set;
  }
  Handler initial = initial_[signum];
  bool is_function = initial != SIG_DFL && initial != SIG_IGN && initial != libuv_handler_;
  bool is_nodes = is_function && (signum == SIGINT || signum == SIGTERM) && loaded_in_ == ::getpid();
  if (!is_nodes || KernelHandler(signum) != SIG_DFL) return Ok();
  struct sigaction action = {};
  action.sa_handler = initial;
  action.sa_flags = SA_RESETHAND;
  ::sigfillset(&action.sa_mask);
  if (::sigaction(signum, &action, nullptr) != 0) return SysError::Last("sigaction");
  return Ok();
}

Status Ignore(uv_loop_t* loop, int signum) {
  if (IgnoredByDefault(signum)) {
    Status back = BackToDefault(signum);
    if (!back.ok() || KernelHandler(signum) != SIG_DFL) return back;
    return SetKernelHandler(signum, SIG_IGN);
  }
  Status begun = Begin(loop, signum, false);
  if (!begun.ok()) return begun;
  return SetKernelHandler(signum, OthersWatch(loop, signum) ? libuv_handler_ : SIG_IGN);
}

}  // namespace

void RememberInitialDispositions() {
  loaded_in_ = ::getpid();
  for (int signum = 1; signum < NSIG; signum++) initial_[signum] = KernelHandler(signum);
}

Status SetDisposition(uv_loop_t* loop, int signum, Disposition disposition) {
  if (signum == SIGKILL || signum == SIGSTOP) return SysError{EINVAL, "sigaction"};
  Status learned = LearnLibuvHandler(loop);
  if (!learned.ok()) return learned;
  if (disposition == Disposition::kDefault) return BackToDefault(signum);
  if (disposition == Disposition::kIgnore) return Ignore(loop, signum);
  Status begun = Begin(loop, signum, true);
  if (!begun.ok()) return begun;
  return SetOwnHandler(signum);
}

Status RenewDisposition(uv_loop_t* loop, int signum) {
  if (IgnoredByDefault(signum) || !watches_[signum].running || watches_[signum].handled) return Ok();
  return Ignore(loop, signum);
}

void RenewWatchesInChild() {
  for (int signum = 1; signum < NSIG; signum++) {
    // Already started for this signal: libuv only takes the callback.
    if (watches_[signum].running) uv_signal_start(&watches_[signum].handle, OnWatch, signum);
  }
}

Disposition GetDisposition(uv_loop_t* loop, int signum) {
  Handler handler = KernelHandler(signum);
  if (HasOwnHandler(signum)) return Disposition::kHandled;
  if (handler == SIG_IGN) return Disposition::kIgnore;
  if (handler == SIG_DFL) return Disposition::kDefault;
  LearnLibuvHandler(loop).ok();
  bool is_initial = handler == initial_[signum] && handler != libuv_handler_;
  return is_initial ? Disposition::kDefault : Disposition::kForeign;
}

bool OthersHaveSignal(uv_loop_t* loop) {
  constexpr int64_t kMessage = 2 * sizeof(void*);  // what libuv writes for each signal and watcher
  int bytes = 0;
  if (loop->signal_pipefd[0] < 0 || ::ioctl(loop->signal_pipefd[0], FIONREAD, &bytes) != 0) return false;
  int64_t own = 0;
  for (const Watch& watch : watches_) {
    if (watch.made) own += watch.handle.caught_signals - watch.handle.dispatched_signals;
  }
  return bytes / kMessage > own;
}

}  // namespace forkable::binding
