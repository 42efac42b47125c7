#include "native/fork/judge.h"

#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "native/fork/engine.h"
#include "native/fork/parked.h"
#include "native/fork/raw.h"
#include "native/fork/scheduler.h"
#include "native/fork/threads.h"

namespace forkable {

namespace {

// Each bound is how long a fork is put off for that reason at most.
// Long: a scheduler that is not asleep in its poll has a ring in common with its parent's, or is in the
// middle of one.
constexpr double kSchedulerMillis = 1500;
constexpr double kWorkerMillis = 100;
constexpr double kStrangerMillis = 250;

void* main_isolate_ = nullptr;

constexpr size_t kMaxReturned = 64;
void* returned_[kMaxReturned];
size_t returned_count_ = 0;

bool IsWorker(const StoppedThread& thread) {
  return thread.isolate != nullptr && thread.isolate != main_isolate_;
}

// Ends the calling thread on the spot, as pthread_join in this process will see it.
void Vanish(void*, void*) {
  int* address = nullptr;
  ::prctl(PR_GET_TID_ADDRESS, &address);
  if (address != nullptr) *address = 0;
  if (address != nullptr) ::syscall(SYS_futex, address, FUTEX_WAKE, 1, nullptr, nullptr, 0);
  ::syscall(SYS_exit, 0);
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
  bool pool_busy = false;
  returned_count_ = 0;
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
        if (!IsParkedInEpoll(thread) || !FindSchedulerLoop(thread)) wait |= !scheduler_limit_.passed();
        continue;
      case ThreadKind::kLoop:
        thread.returns = false;
        if (!IsParked(thread)) wait |= !worker_limit_.passed();
        continue;
      case ThreadKind::kUnknown:
      case ThreadKind::kWorker:
        break;
    }
    if (IsWorker(thread)) {
      thread.returns = false;
      if (HoldsNoLock(thread)) continue;
      if (!worker_limit_.passed()) {
        wait = true;
      } else if (returned_count_ < kMaxReturned) {
        thread.returns = true;
        returned_[returned_count_++] = thread.isolate;
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
  if (pool_busy && !barrier.raised()) return Verdict::kRaiseBarrier;
  return wait ? Verdict::kWait : Verdict::kFork;
}

void DismissReturnedWorkers() {
  for (size_t i = 0; i < returned_count_; i++) engine::RequestInterrupt(returned_[i], Vanish, nullptr);
  returned_count_ = 0;
}

}  // namespace forkable
