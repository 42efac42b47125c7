// The handler's frame is left by longjmp on another stack in the child, which a fortified longjmp refuses.
#undef _FORTIFY_SOURCE
#include "native/fork/threads.h"

#include <dlfcn.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <atomic>
#include <cstring>

#include "native/base/deadline.h"
#include "native/fork/engine.h"
#include "native/fork/parked.h"
#include "native/fork/raw.h"
#include "native/posix/internal_signals.h"

namespace forkable {

namespace {

constexpr uint32_t kIndexBits = 10;
constexpr uint32_t kRoundMask = (1u << (32 - kIndexBits)) - 1;
constexpr int64_t kArrivalLimit = 2 * kNanosPerSecond;
constexpr int64_t kFirstLook = 3 * kNanosPerMilli;
constexpr int kLooksAtBlockers = 8;
constexpr int kLooksAtKnown = 300;  // its number may have become another thread's
constexpr int kRseqSignature = 0x53053053;

// Asked → Arrived by the thread, or Asked → LeftOut by the stopper: whoever is first.
enum State : uint32_t { kAsked, kArrivedState, kLeftOut };

StoppedThread threads_[kMaxThreads];
std::atomic<uint32_t> states_[kMaxThreads];
size_t count_ = 0;

std::atomic<uint32_t> round_{0};     // the round in which threads are being stopped
std::atomic<uint32_t> released_{0};  // threads of rounds up to this one go on
std::atomic<uint32_t> arrived_{0};   // of the current round
std::atomic<uint32_t> departed_{0};  // of the current round
std::atomic<uint32_t> let_go_{0};    // in a child: threads of rounds up to this one need not wait any more
ptrdiff_t rseq_offset_ = 0;
bool has_rseq_ = false;

void OnStop(int, siginfo_t* info, void* raw_context) {
  int saved_errno = errno;
  uint32_t value = static_cast<uint32_t>(info->si_value.sival_int);
  uint32_t index = value & (kMaxThreads - 1);
  uint32_t round = round_.load(std::memory_order_acquire);
  uint32_t asked = kAsked;
  if (info->si_code != SI_QUEUE || (value >> kIndexBits) != (round & kRoundMask) ||
      released_.load() == round || !states_[index].compare_exchange_strong(asked, kArrivedState)) {
    errno = saved_errno;
    return;  // late, or not ours: that stop has done without this thread
  }
  StoppedThread& self = threads_[index];
  self.context = static_cast<ucontext_t*>(raw_context);
  self.thread_pointer = __builtin_thread_pointer();
  self.tid_address = nullptr;
  ::prctl(PR_GET_TID_ADDRESS, &self.tid_address);
  ::syscall(SYS_get_robust_list, 0, &self.robust_list, &self.robust_length);
  ::prctl(PR_GET_NAME, self.name);
  self.isolate = engine::CurrentIsolate();
  self.stack = (reinterpret_cast<uintptr_t>(__builtin_frame_address(0)) - 4096) & ~uintptr_t{63};
  if (_setjmp(self.resume) == 0) {
    arrived_.fetch_add(1);
    raw::FutexWakeAll(&arrived_);
    for (uint32_t now; static_cast<int32_t>((now = released_.load()) - round) < 0;) {
      raw::FutexWait(&released_, now);
    }
  } else {
    // In the child, on a new kernel thread with the old stack and thread pointer.
    StoppedThread& me = threads_[index];
    ::syscall(SYS_set_robust_list, me.robust_list, me.robust_length);
    if (has_rseq_) {
      ::syscall(SYS_rseq, static_cast<char*>(__builtin_thread_pointer()) + rseq_offset_, 32, 0,
                kRseqSignature);
    }
    ::prctl(PR_SET_NAME, me.name);
    for (uint32_t now; me.waits && static_cast<int32_t>((now = let_go_.load()) - round) < 0;) {
      raw::FutexWait(&let_go_, now);
    }
  }
  errno = saved_errno;
  departed_.fetch_add(1);
  raw::FutexWakeAll(&departed_);
}

int Resume(void* thread) { _longjmp(static_cast<StoppedThread*>(thread)->resume, 1); }

bool Ask(pid_t tid, pid_t pid, uint32_t round) {
  StoppedThread& thread = threads_[count_];
  memset(static_cast<void*>(&thread), 0, offsetof(StoppedThread, resume));
  thread.tid = tid;
  thread.returns = true;
  states_[count_].store(kAsked);
  siginfo_t info;
  memset(&info, 0, sizeof info);
  info.si_signo = StopSignal();
  info.si_code = SI_QUEUE;
  info.si_pid = pid;
  info.si_value.sival_int = static_cast<int>((round & kRoundMask) << kIndexBits | count_);
  if (::syscall(SYS_rt_tgsigqueueinfo, pid, tid, StopSignal(), &info) != 0) return errno == ESRCH;
  count_++;
  return true;
}

// A thread that blocks the signal for good: it sleeps, and every look finds it so. One that is still leaving
// the handler of the last stop, or that is inside pthread_create or libuv's signal lock, is only slow: it
// must be waited for, or it would be missing in the child.
bool BlocksForGood(pid_t tid, uint64_t mask, int looks) {
  int enough = IsKnown(tid) ? kLooksAtKnown : kLooksAtBlockers;
  return looks >= enough && BlocksStop(mask) && raw::IsAsleep(tid);
}

// Waits until all that were asked have arrived or need not.
bool AwaitArrivals() {
  Deadline limit = Deadline::AfterMillis(static_cast<double>(kArrivalLimit) / kNanosPerMilli);
  int looks = 0;
  for (;;) {
    uint32_t now = arrived_.load();
    size_t left_out = 0;
    for (size_t i = 0; i < count_; i++) left_out += states_[i].load() == kLeftOut;
    if (now + left_out >= count_) return true;
    struct timespec slice = ToTimespec(limit.left_at_most(kFirstLook));
    raw::FutexWait(&arrived_, now, &slice);
    if (arrived_.load() != now) continue;
    if (limit.passed()) return false;
    looks++;
    for (size_t i = 0; i < count_; i++) {
      if (states_[i].load() != kAsked) continue;
      uint64_t mask = raw::BlockedSignals(threads_[i].tid);
      bool gone = mask == ~0ull && ::syscall(SYS_tgkill, ::getpid(), threads_[i].tid, 0) != 0;
      if (!gone && !BlocksForGood(threads_[i].tid, mask, looks)) continue;
      uint32_t asked = kAsked;
      if (states_[i].compare_exchange_strong(asked, kLeftOut) && !gone) AddBlocker(threads_[i].tid);
    }
  }
}

}  // namespace

bool InitThreads() {
  int* address = nullptr;
  if (::prctl(PR_GET_TID_ADDRESS, &address) != 0) return false;

  auto* offset = static_cast<ptrdiff_t*>(::dlsym(RTLD_DEFAULT, "__rseq_offset"));
  auto* size = static_cast<unsigned*>(::dlsym(RTLD_DEFAULT, "__rseq_size"));
  has_rseq_ = offset != nullptr && size != nullptr && *size > 0;
  if (has_rseq_) rseq_offset_ = *offset;

  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = OnStop;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigfillset(&action.sa_mask);
  if (::sigaction(StopSignal(), &action, nullptr) != 0) return false;
  LearnFirstThreads();
  return true;
}

bool AwaitDepartures() {
  Deadline limit = Deadline::AfterMillis(static_cast<double>(kArrivalLimit) / kNanosPerMilli);
  for (uint32_t now; (now = departed_.load()) < arrived_.load();) {
    if (limit.passed()) return false;
    struct timespec slice = ToTimespec(limit.left_at_most(kNanosPerSecond));
    raw::FutexWait(&departed_, now, &slice);
  }
  return true;
}

StoppedThread* StoppedThreads() { return threads_; }
size_t StoppedCount() { return count_; }

Status StopThreads() {
  if (!AwaitDepartures()) return SysError{EAGAIN, "fork", "threads are still leaving the last stop"};
  departed_ = 0;
  arrived_ = 0;
  count_ = 0;
  uint32_t round = round_.load() + 1;
  round_ = round;

  static int listed[kMaxThreads + 1];
  static int seen[kMaxThreads + 1];
  size_t seen_count = 0;
  pid_t self = raw::CurrentTid();
  pid_t pid = ::getpid();
  const char* problem = nullptr;
  for (bool more = true; more && problem == nullptr;) {
    more = false;
    size_t found = raw::ListNumbers("/proc/self/task", listed, kMaxThreads + 1);
    if (found == 0) problem = "cannot read /proc/self/task";
    if (found > kMaxThreads) problem = "too many threads";
    for (size_t i = 0; i < found && problem == nullptr; i++) {
      bool known = listed[i] == self;
      for (size_t k = 0; k < seen_count && !known; k++) known = seen[k] == listed[i];
      if (known) continue;
      if (seen_count >= kMaxThreads || count_ >= kMaxThreads) {
        problem = "too many threads";
        break;
      }
      seen[seen_count++] = listed[i];
      more = true;
      if (IsBlocker(listed[i])) continue;
      if (!Ask(listed[i], pid, round)) problem = "the stop signal cannot be queued";
    }
    if (!AwaitArrivals()) problem = "a thread does not answer the stop signal";
  }
  if (problem != nullptr) {
    ReleaseThreads();
    return SysError{EAGAIN, "fork", problem};
  }
  for (size_t i = 0; i < count_; i++) {
    threads_[i].arrived = states_[i].load() == kArrivedState;
    if (!threads_[i].arrived) continue;
    threads_[i].kind = KindOf(threads_[i].tid, threads_[i].thread_pointer);
    if (!IsKnown(threads_[i].tid)) Learn(threads_[i].tid, threads_[i].thread_pointer, ThreadKind::kUnknown);
  }
  return Ok();
}

void ReleaseThreads() {
  for (size_t i = 0; i < count_; i++) {
    uint32_t asked = kAsked;
    states_[i].compare_exchange_strong(asked, kLeftOut);
  }
  released_ = round_.load();
  raw::FutexWakeAll(&released_);
}

void ReturnThreads() {
  released_ = round_.load();
  ForgetThreads();
  constexpr int kFlags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |
                         CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;
  for (size_t i = 0; i < count_; i++) {
    StoppedThread& thread = threads_[i];
    if (!thread.arrived) continue;
    if (thread.returns) {
      // A recursive mutex and a lock for writers know their holder by the number in its descriptor: who may
      // hold one keeps the number under which it was taken.
      int spare = 0;
      int* number = SleepsWithoutLock(thread) ? thread.tid_address : &spare;
      int tid = ::clone(Resume, reinterpret_cast<void*>(thread.stack), kFlags, &thread, number,
                        thread.thread_pointer, thread.tid_address);
      if (tid > 0) {
        Learn(tid, thread.thread_pointer, thread.kind);
        continue;
      }
      raw::Complain("forkable: a thread could not be cloned into the child\n");
    }
    // For whoever joins this thread it has ended: that is what the kernel writes at its end.
    departed_.fetch_add(1);
    if (thread.tid_address != nullptr) *thread.tid_address = 0;
  }
}

void LetReturnedGo() {
  let_go_ = round_.load();
  raw::FutexWakeAll(&let_go_);
}

}  // namespace forkable
