#include "native/fork/known_threads.h"

#include <signal.h>
#include <unistd.h>

#include <cstring>

#include "native/fork/raw.h"
#include "native/posix/internal_signals.h"

namespace forkable {

namespace {

struct Known {
  pid_t tid;
  void* thread_pointer;
  ThreadKind kind;
};
Known known_[kMaxThreads];
size_t known_count_ = 0;

pid_t blockers_[64];
size_t blocker_count_ = 0;

// Room for more: what is known of nothing but its number is learnt again soon.
void ForgetUnknown() {
  size_t kept = 0;
  for (size_t i = 0; i < known_count_; i++) {
    if (known_[i].kind != ThreadKind::kUnknown) known_[kept++] = known_[i];
  }
  known_count_ = kept < kMaxThreads ? kept : kMaxThreads - 1;
}

}  // namespace

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

uint32_t AgeOf(pid_t tid) { return static_cast<uint32_t>(tid - ::getpid()) % 4194304u; }

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

bool IsKnown(pid_t tid) {
  for (size_t i = 0; i < known_count_; i++) {
    if (known_[i].tid == tid) return true;
  }
  return false;
}

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

void ForgetThreads() {
  known_count_ = 0;
  blocker_count_ = 0;
}

void LearnFirstThreads() {
  // Node starts the threads of V8's platform before all others, with SIGUSR1 blocked; the scheduler comes
  // first.
  static int tids[kMaxThreads];
  size_t found = raw::ListNumbers("/proc/self/task", tids, kMaxThreads);
  pid_t main = ::getpid();
  bool usr1_marks = false;
  pid_t scheduler = 0;
  for (size_t i = 0; i < found; i++) {
    if (tids[i] == main) continue;
    if (scheduler == 0 || AgeOf(tids[i]) < AgeOf(scheduler)) scheduler = tids[i];
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
}

}  // namespace forkable
