#include "native/fork/scheduler.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <cstddef>

#include "native/fork/arch.h"
#include "native/fork/loop_repair.h"
#include "native/fork/raw.h"
#include "native/fork/uv_access.h"

namespace forkable {

namespace {

uv_loop_t* loop_ = nullptr;

// A pointer to a loop whose epoll instance is the one the thread sleeps on, by every mark that can be read
// safely.
bool LooksLikeLoop(uintptr_t address, int epoll) {
  if ((address & 7) != 0 || address < 0x10000 || (address >> 48) != 0) return false;
  static uv_loop_t copy;
  if (!raw::ReadMemory(reinterpret_cast<void*>(address), &copy, sizeof copy)) return false;
  if (epoll >= 0 ? copy.backend_fd != epoll : !raw::IsEpoll(copy.backend_fd)) return false;
  if (copy.async_io_watcher.fd < 3) return false;
  void* back = nullptr;
  uintptr_t head = address + offsetof(uv_loop_t, handle_queue);
  return raw::ReadMemory(&copy.handle_queue.next->prev, &back, sizeof back) &&
         back == reinterpret_cast<void*>(head);
}

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
