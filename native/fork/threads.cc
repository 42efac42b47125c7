// The handler's frame is left by longjmp on another stack in the child, which a fortified longjmp refuses.
#undef _FORTIFY_SOURCE
#include "native/fork/threads.h"

#include <dlfcn.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <atomic>
#include <cstring>

#include "native/base/deadline.h"
#include "native/fork/arch.h"
#include "native/fork/engine.h"
#include "native/fork/raw.h"
#include "native/posix/internal_signals.h"

#ifndef SYS_futex_waitv
#define SYS_futex_waitv 449
#endif

namespace forkable {

namespace {

constexpr size_t kMaxThreads = 1024;
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
ptrdiff_t rseq_offset_ = 0;
bool has_rseq_ = false;

struct Known {
  pid_t tid;
  void* thread_pointer;
  ThreadKind kind;
};
Known known_[kMaxThreads];
size_t known_count_ = 0;

// Threads that block every signal for good: they run on during a fork. Looked at anew at each fork.
pid_t blockers_[64];
size_t blocker_count_ = 0;

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
  }
  errno = saved_errno;
  departed_.fetch_add(1);
  raw::FutexWakeAll(&departed_);
}

int Resume(void* thread) { _longjmp(static_cast<StoppedThread*>(thread)->resume, 1); }

bool BlocksStop(uint64_t mask) { return (mask >> (StopSignal() - 1)) & 1; }

bool IsBlocker(pid_t tid) {
  for (size_t i = 0; i < blocker_count_; i++) {
    if (blockers_[i] == tid) return BlocksStop(raw::BlockedSignals(tid));
  }
  return false;
}

void AddBlocker(pid_t tid) {
  for (size_t i = 0; i < blocker_count_; i++) {
    if (blockers_[i] == tid) return;
  }
  if (blocker_count_ == sizeof blockers_ / sizeof *blockers_) blocker_count_ = 0;  // dead ones, most likely
  blockers_[blocker_count_++] = tid;
}

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

// Has this thread answered before, or is it known to be one that does?
bool IsKnown(pid_t tid) {
  for (size_t i = 0; i < known_count_; i++) {
    if (known_[i].tid == tid) return true;
  }
  return false;
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

bool Departed() {
  Deadline limit = Deadline::AfterMillis(static_cast<double>(kArrivalLimit) / kNanosPerMilli);
  for (uint32_t now; (now = departed_.load()) < arrived_.load();) {
    if (limit.passed()) return false;
    struct timespec slice = ToTimespec(limit.left_at_most(kNanosPerSecond));
    raw::FutexWait(&departed_, now, &slice);
  }
  return true;
}

ThreadKind KindOf(pid_t tid, void* thread_pointer) {
  for (size_t i = 0; i < known_count_; i++) {
    if (known_[i].tid == tid &&
        (known_[i].thread_pointer == nullptr || known_[i].thread_pointer == thread_pointer)) {
      known_[i].thread_pointer = thread_pointer;
      return known_[i].kind;
    }
  }
  return ThreadKind::kUnknown;
}

// Room for more: what is known of nothing but its number is learnt again soon.
void ForgetUnknown() {
  size_t kept = 0;
  for (size_t i = 0; i < known_count_; i++) {
    if (known_[i].kind != ThreadKind::kUnknown) known_[kept++] = known_[i];
  }
  known_count_ = kept < kMaxThreads ? kept : kMaxThreads - 1;
}

void Learn(pid_t tid, void* thread_pointer, ThreadKind kind) {
  for (size_t i = 0; i < known_count_; i++) {
    if (known_[i].tid == tid) {
      known_[i] = {tid, thread_pointer, kind};
      return;
    }
  }
  if (known_count_ == kMaxThreads) ForgetUnknown();
  known_[known_count_++] = {tid, thread_pointer, kind};
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

  // Node starts the threads of V8's platform before all others, with SIGUSR1 blocked; the scheduler comes
  // first.
  static int tids[kMaxThreads];
  size_t found = raw::ListNumbers("/proc/self/task", tids, kMaxThreads);
  pid_t main = ::getpid();
  bool usr1_marks = false;
  pid_t scheduler = 0;
  auto age = [&](pid_t tid) { return static_cast<uint32_t>(tid - main) % 4194304u; };
  for (size_t i = 0; i < found; i++) {
    if (tids[i] == main) continue;
    if (scheduler == 0 || age(tids[i]) < age(scheduler)) scheduler = tids[i];
    uint64_t mask = raw::BlockedSignals(tids[i]);
    if (BlocksStop(mask)) AddBlocker(tids[i]);
    if (mask == 1ull << (SIGUSR1 - 1)) usr1_marks = true;
  }
  for (size_t i = 0; i < found; i++) {
    if (tids[i] == main) continue;
    uint64_t mask = raw::BlockedSignals(tids[i]);
    if (BlocksStop(mask)) continue;
    char name[32] = "";
    raw::ReadTaskFile(tids[i], "/comm", name, sizeof name);
    bool platform = usr1_marks ? mask == 1ull << (SIGUSR1 - 1) : strstr(name, "V8Worker") != nullptr;
    if (tids[i] == scheduler) Learn(tids[i], nullptr, ThreadKind::kScheduler);
    else if (platform) Learn(tids[i], nullptr, ThreadKind::kPlatform);
  }
  return true;
}

StoppedThread* StoppedThreads() { return threads_; }
size_t StoppedCount() { return count_; }

Status StopThreads() {
  if (!Departed()) return SysError{EAGAIN, "fork", "threads are still leaving the last stop"};
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

bool IsParkedInEpoll(const StoppedThread& thread) {
  const ucontext_t* uc = thread.context;
  if (arch::ReturnValue(uc) != -EINTR) return false;
  unsigned char code[arch::kSyscallSize];
  auto* behind = reinterpret_cast<const void*>(arch::ProgramCounter(uc) - arch::kSyscallSize);
  if (!raw::ReadMemory(behind, code, sizeof code) || !arch::IsSyscall(code)) return false;
  if (arch::kInterruptKeepsArgument0) return raw::IsEpoll(static_cast<int>(arch::Argument0(uc)));
  long number = arch::NumberOfInterrupted(uc);
#ifdef SYS_epoll_wait
  if (number == SYS_epoll_wait) return true;
#endif
  return number == SYS_epoll_pwait;
}

// Waiting, and not behind a lock: glibc waits for a mutex with the value 2. Its condition variables lock
// themselves with other values; only their own waiters use FUTEX_WAIT_BITSET (and, before 2.34, the value 0
// or 1).
static bool IsIdleFutexWait(const ucontext_t* uc, bool certain) {
  long operation = arch::Argument1(uc) & FUTEX_CMD_MASK;
  if (operation == FUTEX_WAIT_BITSET) return true;
  return !certain && operation == FUTEX_WAIT && arch::Argument2(uc) != 2;
}

static bool IsParkedFor(const StoppedThread& thread, bool certain) {
  if (IsParkedInEpoll(thread)) return true;
  const ucontext_t* uc = thread.context;
  unsigned char code[arch::kSyscallSize];
  auto* at = reinterpret_cast<const void*>(arch::ProgramCounter(uc));
  if (raw::ReadMemory(at, code, sizeof code) && arch::IsSyscall(code)) {
    long number = arch::NumberOfRestarted(uc);
    if (number == SYS_futex_waitv) return true;
    if (number != SYS_futex) return false;
    return IsIdleFutexWait(uc, certain);
  }
  auto* behind = reinterpret_cast<const void*>(arch::ProgramCounter(uc) - arch::kSyscallSize);
  return arch::ReturnValue(uc) == -EINTR && raw::ReadMemory(behind, code, sizeof code) &&
         arch::IsSyscall(code);
}

void ReturnThreads() {
  released_ = round_.load();
  known_count_ = 0;
  blocker_count_ = 0;
  constexpr int kFlags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |
                         CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;
  for (size_t i = 0; i < count_; i++) {
    StoppedThread& thread = threads_[i];
    if (!thread.arrived) continue;
    if (thread.returns) {
      // A recursive mutex and a lock for writers know their holder by the number in its descriptor: who may
      // hold one keeps the number under which it was taken.
      int spare = 0;
      int* number = IsParkedFor(thread, true) ? thread.tid_address : &spare;
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

bool IsParked(const StoppedThread& thread) { return IsParkedFor(thread, false); }

bool HoldsNoLock(const StoppedThread& thread) {
  if (engine::IsJavaScriptCode(arch::ProgramCounter(thread.context))) return true;
  return IsParkedFor(thread, true);
}

void RememberKind(const StoppedThread& thread, ThreadKind kind) {
  Learn(thread.tid, thread.thread_pointer, kind);
}

}  // namespace forkable
