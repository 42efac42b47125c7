#include "native/fork/scheduler.h"

#include <sys/epoll.h>
#include <unistd.h>

#include "native/fork/arch.h"
#include "native/fork/loop_repair.h"
#include "native/fork/loop_search.h"
#include "native/fork/raw.h"

namespace forkable {

namespace {

uv_loop_t* loop_ = nullptr;

}  // namespace

bool SchedulerLoopKnown() { return loop_ != nullptr; }

bool FindSchedulerLoop(const StoppedThread& thread) {
  if (loop_ != nullptr) return true;
  const ucontext_t* uc = thread.context;
  int epoll = arch::kInterruptKeepsArgument0 ? static_cast<int>(arch::Argument0(uc)) : -1;
  for (size_t i = 0; i < arch::kRegisters; i++) {
    if (LooksLikeLoop(arch::Register(uc, i), epoll)) {
      loop_ = reinterpret_cast<uv_loop_t*>(arch::Register(uc, i));
      return true;
    }
  }
  constexpr size_t kWords = 2048;
  auto* stack = reinterpret_cast<const uintptr_t*>(arch::StackPointer(uc));
  for (size_t i = 0; i < kWords; i++) {
    uintptr_t word;
    if (!raw::ReadMemory(stack + i, &word, sizeof word)) break;
    if (LooksLikeLoop(word, epoll)) {
      loop_ = reinterpret_cast<uv_loop_t*>(word);
      return true;
    }
  }
  return false;
}

bool RepairSchedulerLoop() {
  if (loop_ == nullptr) return true;
  if (!RepairLoop(loop_)) return false;
  // The thread is inside the poll: watchers are registered on entry only, so its wake-up is registered by
  // hand, and it is woken once in case somebody had just done so.
  struct epoll_event event = {};
  event.events = EPOLLIN;
  event.data.fd = loop_->async_io_watcher.fd;
  ::epoll_ctl(loop_->backend_fd, EPOLL_CTL_ADD, event.data.fd, &event);
  uint64_t one = 1;
  return ::write(event.data.fd, &one, sizeof one) == sizeof one;
}

}  // namespace forkable
