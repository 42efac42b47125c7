#include "native/fork/fork.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "native/base/deadline.h"
#include "native/base/fork_hooks.h"
#include "native/fork/engine.h"
#include "native/fork/hidden_memory.h"
#include "native/fork/judge.h"
#include "native/fork/loop_repair.h"
#include "native/fork/loop_search.h"
#include "native/fork/parked_loops.h"
#include "native/fork/pool_barrier.h"
#include "native/fork/raw.h"
#include "native/fork/signal_pipe.h"
#include "native/fork/terminal.h"
#include "native/fork/threads.h"
#include "native/fork/uv_access.h"

namespace forkable {

namespace {

constexpr double kBarrierMillis = 200;
// Microseconds between two looks at the threads. Where others want the processor, a thread comes no further
// in a short one.
constexpr long kFirstPause = 20;
constexpr long kLongestPause = 10'000;
uv_loop_t* tracing_loop_ = nullptr;
ForkTimes times_;

// fork(2) without what libc does around it: its locks belong to threads that will go on in the child.
pid_t CopyProcess(int* pidfd, bool sibling) {
  int* tid_address = nullptr;
  void* robust_list = nullptr;
  size_t robust_length = 0;
  ::prctl(PR_GET_TID_ADDRESS, &tid_address);
  ::syscall(SYS_get_robust_list, 0, &robust_list, &robust_length);
  unsigned long flags = SIGCHLD | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID;
  if (pidfd != nullptr) flags |= CLONE_PIDFD;
  if (sibling) flags |= CLONE_PARENT;
#if defined(__aarch64__)
  long pid = ::syscall(SYS_clone, flags, 0, pidfd, 0, tid_address);
#else
  long pid = ::syscall(SYS_clone, flags, 0, pidfd, tid_address, 0);
#endif
  if (pid == 0) ::syscall(SYS_set_robust_list, robust_list, robust_length);
  return static_cast<pid_t>(pid);
}

// Repairs need a few descriptors: better no child than one that cannot be repaired.
Status CheckDescriptorsLeft() {
  int fds[4];
  int count = 0;
  for (; count < 4; count++) {
    fds[count] = ::fcntl(2, F_DUPFD_CLOEXEC, 3);
    if (fds[count] < 0) fds[count] = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (fds[count] < 0) break;
  }
  int error = errno;
  for (int i = 0; i < count; i++) ::close(fds[i]);
  if (count < 4) return SysError{error, "fork"};
  return Ok();
}

// In the parent: stops the threads at a moment that is fit for a fork. On success they are stopped, and all
// signals of this thread are blocked. Not before: threads of the pool that the barrier starts would inherit
// the mask.
Status StopAtGoodMoment(uv_loop_t* loop, PoolBarrier* barrier, sigset_t* mask) {
  sigset_t all;
  sigfillset(&all);
  Judge judge;
  long pause = kFirstPause;
  for (times_.attempts = 1;; times_.attempts++) {
    ::sigprocmask(SIG_SETMASK, &all, mask);
    Status stopped = StopThreads();
    Verdict verdict = stopped.ok() ? judge.Look(*barrier) : Verdict::kWait;
    if (verdict == Verdict::kFork) return stopped;
    if (stopped.ok()) ReleaseThreads();
    ::sigprocmask(SIG_SETMASK, mask, nullptr);
    if (!stopped.ok()) return stopped;
    if (verdict == Verdict::kGiveUp)
      return SysError{EAGAIN, "fork", "the platform's scheduler does not rest"};
    if (verdict == Verdict::kRaiseBarrier) {
      barrier->Raise(loop, kBarrierMillis);
      continue;
    }
    AwaitDepartures();
    raw::SleepMicros(pause);
    if (pause < kLongestPause) pause += pause / 2;
  }
}

[[noreturn]] void GiveUpChild() {
  raw::Complain("forkable: the forked child could not be repaired: no file descriptors or memory left\n");
  ::_exit(255);
}

void BecomeChild(uv_loop_t* loop, const ForkOptions& options, PoolBarrier* barrier) {
  bool repaired = true;
  if (options.clean) {
    repaired = CutHandles(loop, options.quarantine, barrier);
  } else {
    loop->active_reqs.count -= static_cast<unsigned>(DropQueuedOutput(loop));
    DetachFileWatches(loop);
  }
  barrier->Lower();
  repaired = repaired && ReplaceSignalPipe() && RepairLoop(loop);
  // A clean child does not end by Node's own exit, which would run this one.
  if (tracing_loop_ != nullptr && !options.clean) repaired = repaired && RepairLoop(tracing_loop_);
  repaired = repaired && RepairParkedLoops();
  if (!repaired) GiveUpChild();
  if (options.clean) CutWorkInProgress(loop);
  if (options.clean) LeaveTerminalToParent();
  InterruptReturnedWorkers();
  ReturnThreads();
  if (!options.clean) ReattachFileWatches(loop);
}

// Threads are found by their numbers there.
bool IsProcOfOwnNamespace() {
  char self[16] = "";
  return ::readlink("/proc/self", self, sizeof self - 1) > 0 && ::atoi(self) == ::getpid();
}

}  // namespace

const char* InitFork(uv_loop_t* loop) {
  static char message[128];
  const char* io_uring = ::getenv("UV_USE_IO_URING");
  if (io_uring != nullptr && ::atoi(io_uring) > 0) {
    return "libuv uses io_uring (UV_USE_IO_URING is set), whose rings no child can share";
  }
  const char* missing = engine::Load();
  if (missing != nullptr) {
    ::snprintf(message, sizeof message, "this Node does not export %s", missing);
    return message;
  }
  const char* moved = uv::CheckUvLayout(loop);
  if (moved != nullptr) {
    ::snprintf(message, sizeof message, "libuv's %s is not where it was expected", moved);
    return message;
  }
  if (!InitThreads()) return "the kernel lacks PR_GET_TID_ADDRESS (CONFIG_CHECKPOINT_RESTORE)";
  if (::access("/proc/self", F_OK) == 0 && !IsProcOfOwnNamespace()) {
    return "/proc is that of another pid namespace";
  }
  if (!InitHiddenMemory() || !InitQuarantine()) return "/proc/self/maps cannot be read";
  if (!FindSignalPipe()) return "libuv's signal pipe was not found";
  tracing_loop_ = FindTracingLoop();
  char byte = 1;
  char copy = 0;
  if (!raw::ReadMemory(&byte, &copy, 1)) return "process_vm_readv is not permitted";
  return nullptr;
}

Result<size_t> LookForWorkers() {
  sigset_t all;
  sigset_t mask;
  sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, &mask);
  Status stopped = StopThreads();
  size_t count = stopped.ok() ? CountWorkers() : 0;
  if (stopped.ok()) ReleaseThreads();
  ::sigprocmask(SIG_SETMASK, &mask, nullptr);
  if (!stopped.ok()) return stopped.error();
  return count;
}

Result<Forked> Fork(uv_loop_t* loop, const ForkOptions& options) {
  Status room = CheckDescriptorsLeft();
  if (!room.ok()) return room.error();
  RunBeforeForkHooks();
  sigset_t mask;
  int64_t start = NowNanos();
  PoolBarrier barrier;
  engine::NoteCodeRanges();
  if (loop->active_reqs.count > 0) barrier.Raise(loop, kBarrierMillis);
  if (options.clean) barrier.NoteSlowWork(loop);
  int64_t raised = NowNanos();

  Status stopped = StopAtGoodMoment(loop, &barrier, &mask);
  if (!stopped.ok()) {
    barrier.Lower();
    RunInParentHooks(-1);
    return stopped.error();
  }
  NoteSignalPipe();
  int64_t held = NowNanos();
  ShowHiddenMemory();
  Forked forked;
  int pidfd = -1;
  pid_t pid = CopyProcess(options.clean ? &pidfd : nullptr, options.sibling);
  int error = errno;
  if (pid == 0) {
    BecomeChild(loop, options, &barrier);
    DismissReturnedWorkers();
    ::sigprocmask(SIG_SETMASK, &mask, nullptr);
    RunInChildHooks();
    return forked;
  }
  int64_t copied = NowNanos();
  times_.threads = static_cast<unsigned>(StoppedCount());
  ReleaseThreads();
  barrier.Lower();
  ::sigprocmask(SIG_SETMASK, &mask, nullptr);
  RunInParentHooks(pid);
  times_.barrier = raised - start;
  times_.stop = held - raised;
  times_.copy = copied - held;
  times_.release = NowNanos() - copied;
  if (pid < 0) return SysError{error, "fork"};
  forked.pid = pid;
  forked.pidfd.reset(pidfd);
  return forked;
}

const ForkTimes& LastForkTimes() { return times_; }

}  // namespace forkable
