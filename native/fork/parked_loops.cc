#include "native/fork/parked_loops.h"

#include <sys/epoll.h>
#include <unistd.h>
#include <uv.h>

#include <cstddef>

#include "native/fork/arch.h"
#include "native/fork/loop_repair.h"
#include "native/fork/loop_search.h"
#include "native/fork/raw.h"
#include "native/fork/uv_access.h"

namespace forkable {

namespace {

struct ParkedLoop {
  void* thread_pointer;
  uv_loop_t* loop;
  bool noted;
};
constexpr size_t kMaxLoops = 8;
ParkedLoop loops_[kMaxLoops];  // as found; a thread keeps its loop for life
size_t count_ = 0;

uv_loop_t* SearchLoopOf(const StoppedThread& thread, int epoll) {
  const ucontext_t* uc = thread.context;
  for (size_t i = 0; i < arch::kRegisters; i++) {
    uintptr_t word = arch::Register(uc, i);
    if (LooksLikeLoop(word, epoll)) return reinterpret_cast<uv_loop_t*>(word);
  }
  constexpr size_t kWords = 2048;
  auto* stack = reinterpret_cast<const uintptr_t*>(arch::StackPointer(uc));
  for (size_t i = 0; i < kWords; i++) {
    uintptr_t word;
    if (!raw::ReadMemory(stack + i, &word, sizeof word)) break;
    if (LooksLikeLoop(word, epoll)) return reinterpret_cast<uv_loop_t*>(word);
  }
  return nullptr;
}

ParkedLoop* Find(const StoppedThread& thread) {
  int epoll = arch::kInterruptKeepsArgument0 ? static_cast<int>(arch::Argument0(thread.context)) : -1;
  ParkedLoop* parked = loops_;
  while (parked < loops_ + count_ && parked->thread_pointer != thread.thread_pointer) parked++;
  if (parked == loops_ + kMaxLoops) return nullptr;
  if (parked == loops_ + count_) *parked = {thread.thread_pointer, nullptr, false};
  bool is_same = parked->loop != nullptr && LooksLikeLoop(reinterpret_cast<uintptr_t>(parked->loop), epoll);
  if (!is_same) parked->loop = SearchLoopOf(thread, epoll);
  if (parked->loop == nullptr) return nullptr;
  if (parked == loops_ + count_) count_++;
  return parked;
}

// Neither I/O nor work in the pool is under way that would go on in both processes.
bool IsIdle(uv_loop_t* loop) {
  if (loop->active_reqs.count > 0) return false;
  for (uv::Queue* node = loop->handle_queue.next; node != &loop->handle_queue; node = node->next) {
    auto* handle =
        reinterpret_cast<uv_handle_t*>(reinterpret_cast<char*>(node) - offsetof(uv_handle_t, handle_queue));
    switch (handle->type) {
      case UV_ASYNC:
      case UV_TIMER:
      case UV_IDLE:
      case UV_PREPARE:
      case UV_CHECK:
        continue;
      default:
        if (uv_is_active(handle)) return false;
    }
  }
  return true;
}

// The thread is inside the poll: watchers are registered on entry only, so its wake-up is registered by hand,
// and it is woken once in case somebody had just done so.
bool RepairParkedLoop(uv_loop_t* loop) {
  if (!RepairLoop(loop)) return false;
  struct epoll_event event = {};
  event.events = EPOLLIN;
  event.data.fd = loop->async_io_watcher.fd;
  ::epoll_ctl(loop->backend_fd, EPOLL_CTL_ADD, event.data.fd, &event);
  uint64_t one = 1;
  return ::write(event.data.fd, &one, sizeof one) == sizeof one;
}

}  // namespace

void DropParkedLoops() {
  for (size_t i = 0; i < count_; i++) loops_[i].noted = false;
}

bool NoteParkedLoop(const StoppedThread& thread) {
  ParkedLoop* parked = Find(thread);
  if (parked != nullptr) parked->noted = true;
  return parked != nullptr;
}

bool NoteIdleLoop(const StoppedThread& thread) {
  ParkedLoop* parked = Find(thread);
  if (parked != nullptr && IsIdle(parked->loop)) parked->noted = true;
  return parked != nullptr && parked->noted;
}

bool RepairParkedLoops() {
  for (size_t i = 0; i < count_; i++) {
    if (loops_[i].noted && !RepairParkedLoop(loops_[i].loop)) return false;
  }
  return true;
}

}  // namespace forkable
