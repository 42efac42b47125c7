#include "native/posix/thread_mask.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "native/base/deadline.h"
#include "native/base/fork_hooks.h"
#include "native/posix/internal_signals.h"

namespace forkable {

namespace {

constexpr int64_t kPatience = 100 * kNanosPerMilli;
constexpr int64_t kSlice = kNanosPerMilli;
constexpr int kRounds = 16;
constexpr int kSlots = 512;

// What the handler reads. One word each: all of Linux's signals but those of a machine with more than 64.
std::atomic<uint64_t> managed_{0};
std::atomic<uint64_t> blocked_{0};
std::atomic<uint64_t> mains_own_{0};
std::atomic<int> waiting_for_[kSlots];  // tids that have not answered yet
std::atomic<int> answers_{0};           // futex

std::vector<pid_t> silent_;  // threads that did not answer the last time
bool installed_ = false;

pid_t Tid() { return static_cast<pid_t>(::syscall(SYS_gettid)); }

uint64_t Bits(const sigset_t& set) {
  uint64_t bits = 0;
  std::memcpy(&bits, &set, sizeof bits);
  return bits;
}

void SetBits(sigset_t* set, uint64_t bits) { std::memcpy(set, &bits, sizeof bits); }

void OnMaskSignal(int, siginfo_t*, void* data) {
  int saved = errno;
  auto* context = static_cast<ucontext_t*>(data);
  pid_t tid = Tid();
  uint64_t managed = managed_.load();
  if (tid == ::getpid()) managed &= ~mains_own_.load();
  SetBits(&context->uc_sigmask, (Bits(context->uc_sigmask) & ~managed) | (blocked_.load() & managed));
  for (auto& slot : waiting_for_) {
    if (slot.load(std::memory_order_relaxed) == tid) slot.store(0);
  }
  answers_.fetch_add(1);
  ::syscall(SYS_futex, &answers_, FUTEX_WAKE_PRIVATE, INT32_MAX, nullptr, nullptr, 0);
  errno = saved;
}

// The bit of MaskSignal() in a line of a thread's status file: "SigPnd:" or "SigBlk:". A thread that is gone
// has all bits: nothing more is expected of it.
bool StatusBit(pid_t tid, const char* field) {
  char path[64];
  char text[4096];
  std::snprintf(path, sizeof path, "/proc/self/task/%d/status", tid);
  int fd = ::open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return true;
  ssize_t size = ::read(fd, text, sizeof text - 1);
  ::close(fd);
  if (size <= 0) return true;
  text[size] = 0;
  const char* line = std::strstr(text, field);
  if (line == nullptr) return false;
  uint64_t bits = std::strtoull(line + std::strlen(field), nullptr, 16);
  return (bits >> (MaskSignal() - 1)) & 1;
}

bool Contains(const std::vector<pid_t>& list, pid_t tid) {
  return std::find(list.begin(), list.end(), tid) != list.end();
}

Result<std::vector<pid_t>> OtherThreads() {
  DIR* dir = ::opendir("/proc/self/task");
  if (dir == nullptr) return SysError::Last("opendir", "/proc/self/task");
  std::vector<pid_t> tids;
  pid_t self = Tid();
  while (struct dirent* entry = ::readdir(dir)) {
    pid_t tid = std::atoi(entry->d_name);
    if (tid > 0 && tid != self) tids.push_back(tid);
  }
  ::closedir(dir);
  return tids;
}

// True when the thread is to answer.
bool Send(pid_t tid, std::atomic<int>* slot) {
  // Never a second one behind a first that has not been taken: real-time signals pile up.
  if (Contains(silent_, tid)) {
    if (StatusBit(tid, "SigPnd:")) return false;
    silent_.erase(std::find(silent_.begin(), silent_.end(), tid));
  }
  slot->store(tid);
  if (::syscall(SYS_tgkill, ::getpid(), tid, MaskSignal()) == 0) return true;
  slot->store(0);
  return false;
}

// Those that block the signal, or are gone, are waited for no longer.
bool AllAnswered(int slots, bool look) {
  bool all = true;
  for (int i = 0; i < slots; i++) {
    int tid = waiting_for_[i].load();
    if (tid == 0) continue;
    if (!look || !StatusBit(tid, "SigBlk:")) {
      all = false;
    } else if (waiting_for_[i].exchange(0) != 0) {
      silent_.push_back(tid);
    }
  }
  return all;
}

void AwaitAnswers(int slots) {
  int64_t until = NowNanos() + kPatience;
  bool look = false;
  for (;;) {
    int seen = answers_.load();
    if (AllAnswered(slots, look)) return;
    if (NowNanos() >= until) break;
    struct timespec slice = ToTimespec(kSlice);
    long woken = ::syscall(SYS_futex, &answers_, FUTEX_WAIT_PRIVATE, seen, &slice, nullptr, 0);
    look = woken != 0 && errno == ETIMEDOUT;
  }
  for (int i = 0; i < slots; i++) {
    int tid = waiting_for_[i].exchange(0);
    if (tid != 0) silent_.push_back(tid);
  }
}

void InChild() {
  for (auto& slot : waiting_for_) slot.store(0);
  silent_.clear();
}

Status Install() {
  if (installed_) return Ok();
  struct sigaction action = {};
  action.sa_sigaction = OnMaskSignal;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  ::sigfillset(&action.sa_mask);
  if (::sigaction(MaskSignal(), &action, nullptr) != 0) return SysError::Last("sigaction");
  AddForkHooks({nullptr, nullptr, InChild});
  installed_ = true;
  return Ok();
}

}  // namespace

Status SetMaskOfAllThreads(const sigset_t& managed, const sigset_t& blocked, const sigset_t& mains_own) {
  Status installed = Install();
  if (!installed.ok()) return installed;
  Result<std::vector<pid_t>> found = OtherThreads();
  if (!found.ok()) return found.error();

  managed_.store(Bits(managed));
  blocked_.store(Bits(blocked));
  mains_own_.store(Bits(mains_own));
  sigset_t own;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &own);
  SetBits(&own, (Bits(own) & ~Bits(managed)) | Bits(blocked));
  ::pthread_sigmask(SIG_SETMASK, &own, nullptr);

  // Again until no new thread shows up: one that was just being made has its maker's old mask.
  std::vector<pid_t> told;
  for (int round = 0; round < kRounds && found.ok(); round++) {
    int slots = 0;
    size_t before = told.size();
    for (pid_t tid : found.value()) {
      if (Contains(told, tid)) continue;
      told.push_back(tid);
      if (Send(tid, &waiting_for_[slots]) && slots < kSlots - 1) slots++;
    }
    if (told.size() == before) break;
    AwaitAnswers(slots);
    found = OtherThreads();
  }
  return Ok();
}

}  // namespace forkable
