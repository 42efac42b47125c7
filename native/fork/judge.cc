#include "native/fork/judge.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>

#include "native/fork/arch.h"
#include "native/fork/engine.h"
#include "native/fork/parked.h"
#include "native/fork/parked_loops.h"
#include "native/fork/raw.h"
#include "native/fork/stack_scan.h"
#include "native/fork/threads.h"

namespace forkable {

namespace {

// Each bound is how long a fork is put off for that reason at most.
constexpr double kSchedulerMillis = 1500;
constexpr double kWorkerMillis = 150;
constexpr double kStrangerMillis = 250;
// How long a child waits for Workers that had to return to end.
constexpr double kDismissalMillis = 100;

void* main_isolate_ = nullptr;

StoppedThread* returned_[kMaxThreads];  // as the last look found
size_t returned_count_ = 0;
bool has_companion_ = false;
size_t kept_older_ = 0;
size_t kept_all_ = 0;
std::atomic<uint32_t>*
    dismissed_[kMaxThreads];  // in this process, and not ended: what the kernel clears then
size_t dismissed_count_ = 0;

bool IsWorker(const StoppedThread& thread) {
  return thread.isolate != nullptr && thread.isolate != main_isolate_;
}

// Among the Workers, the one that is to go on in children: by its age, until its thread is known.
void FindCompanion() {
  StoppedThread* threads = StoppedThreads();
  size_t all = 0;
  for (size_t i = 0; i < StoppedCount(); i++) {
    if (!threads[i].arrived || !IsWorker(threads[i])) continue;
    if (threads[i].kind == ThreadKind::kCompanion) return;
    all++;
  }
  if (all != kept_all_) return;
  for (size_t i = 0; i < StoppedCount(); i++) {
    if (!threads[i].arrived || !IsWorker(threads[i])) continue;
    size_t older = 0;
    for (size_t k = 0; k < StoppedCount(); k++) {
      older += threads[k].arrived && IsWorker(threads[k]) && AgeOf(threads[k].tid) < AgeOf(threads[i].tid);
    }
    if (older != kept_older_) continue;
    threads[i].kind = ThreadKind::kCompanion;
    Learn(threads[i].tid, threads[i].thread_pointer, ThreadKind::kCompanion);
  }
}

// Ends the calling thread on the spot. The kernel tells whoever joins it.
void Vanish(void*, void*) { ::syscall(SYS_exit, 0); }

void AwaitEnd(std::atomic<uint32_t>* tid, const Deadline& limit) {
  for (uint32_t now; (now = tid->load()) != 0 && !limit.passed();) {
    struct timespec left = ToTimespec(limit.left_at_most(kNanosPerSecond));
    // Not a private wait: the kernel wakes at the end of a thread for all.
    ::syscall(SYS_futex, tid, FUTEX_WAIT, now, &left, nullptr, 0);
  }
}

}  // namespace

Judge::Judge()
    : scheduler_limit_(Deadline::AfterMillis(kSchedulerMillis)),
      worker_limit_(Deadline::AfterMillis(kWorkerMillis)),
      stranger_limit_(Deadline::AfterMillis(kStrangerMillis)) {
  if (main_isolate_ == nullptr) main_isolate_ = engine::CurrentIsolate();
}

Verdict Judge::Look(const PoolBarrier& barrier) {
  bool wait = false;
  bool restless = false;
  bool pool_busy = false;
  returned_count_ = 0;
  has_companion_ = false;
  DropParkedLoops();
  if (kept_all_ > 0) FindCompanion();
  for (size_t i = 0; i < StoppedCount(); i++) {
    StoppedThread& thread = StoppedThreads()[i];
    if (!thread.arrived) continue;
    thread.returns = true;
    switch (thread.kind) {
      case ThreadKind::kPlatform:
      case ThreadKind::kHelper:
        continue;
      case ThreadKind::kPool:
        if (!barrier.Holds(thread.tid) && !IsParked(thread)) pool_busy = true;
        continue;
      case ThreadKind::kScheduler:
        if (!IsParkedInEpoll(thread) || !NoteParkedLoop(thread)) restless = true;
        continue;
      case ThreadKind::kLoop:
        thread.returns = false;
        if (!IsParked(thread)) wait |= !worker_limit_.passed();
        continue;
      case ThreadKind::kCompanion:
        if (IsParkedInEpoll(thread) && NoteIdleLoop(thread)) {
          has_companion_ = true;
          continue;
        }
        wait |= !worker_limit_.passed();
        break;
      case ThreadKind::kUnknown:
      case ThreadKind::kWorker:
        break;
    }
    if (IsWorker(thread)) {
      thread.returns = false;
      if (LacksNothing(thread)) continue;
      // Asleep it is not in the middle of its event loop: it may return at once.
      if (!IsParked(thread) && !worker_limit_.passed()) {
        wait = true;
      } else {
        thread.returns = true;
        returned_[returned_count_++] = &thread;
      }
    } else if (IsParkedInEpoll(thread)) {
      thread.returns = false;
      Learn(thread.tid, thread.thread_pointer, ThreadKind::kLoop);
    } else if (barrier.Holds(thread.tid)) {
      Learn(thread.tid, thread.thread_pointer, ThreadKind::kPool);
    } else if (!IsParked(thread)) {
      pool_busy = true;
      if (!stranger_limit_.passed()) wait = true;
      else Learn(thread.tid, thread.thread_pointer, ThreadKind::kHelper);
    }
  }
  if (restless && scheduler_limit_.passed()) return Verdict::kGiveUp;
  if (pool_busy && !barrier.raised()) return Verdict::kRaiseBarrier;
  return wait || restless ? Verdict::kWait : Verdict::kFork;
}

size_t CountWorkers() {
  size_t count = 0;
  for (size_t i = 0; i < StoppedCount(); i++) {
    const StoppedThread& thread = StoppedThreads()[i];
    count += thread.arrived && thread.isolate != nullptr && thread.isolate != engine::CurrentIsolate();
  }
  return count;
}

void KeepWorker(size_t older, size_t all) {
  kept_older_ = older;
  kept_all_ = all;
}

bool HasCompanion() { return has_companion_; }

void InterruptReturnedWorkers() {
  for (size_t i = 0; i < returned_count_; i++) {
    if (!WaitsForOthers(SyscallAbout(*returned_[i]))) continue;
    arch::SkipSyscall(returned_[i]->context, -ECANCELED);
    returned_[i]->waits = true;
  }
}

void DismissReturnedWorkers() {
  for (size_t i = 0; i < returned_count_; i++) {
    engine::RequestInterrupt(returned_[i]->isolate, Vanish, nullptr);
  }
  LetReturnedGo();
  Deadline limit = Deadline::AfterMillis(kDismissalMillis);
  dismissed_count_ = 0;
  for (size_t i = 0; i < returned_count_; i++) {
    auto* tid = reinterpret_cast<std::atomic<uint32_t>*>(returned_[i]->tid_address);
    AwaitEnd(tid, limit);
    if (tid->load() != 0) dismissed_[dismissed_count_++] = tid;
  }
}

bool HasReturnedWorkers() {
  for (size_t i = 0; i < dismissed_count_; i++) {
    uint32_t tid = 0;  // it lies on the thread's stack, which may be gone
    if (raw::ReadMemory(dismissed_[i], &tid, sizeof tid) && tid != 0) return true;
  }
  return false;
}

}  // namespace forkable
