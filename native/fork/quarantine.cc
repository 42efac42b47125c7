#include "native/fork/quarantine.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstddef>
#include <utility>

#include "native/fork/arch.h"
#include "native/fork/loop_repair.h"
#include "native/fork/stack_scan.h"
#include "native/fork/threads.h"
#include "native/fork/uv_access.h"

namespace forkable {

namespace {

struct CutHandle {
  uv__io_t* watcher;
  int fd;
};
constexpr size_t kMaxHandles = 65536;
CutHandle cut_[kMaxHandles];
size_t cut_count_ = 0;
uv_process_t* processes_[4096];
size_t process_count_ = 0;
uv_handle_t* file_watches_[4096];
size_t file_watch_count_ = 0;

int dead_fd_ =
    -1;  // never readable, pollable, refuses writes: stands in for every descriptor of the parent's
int cut_inotify_fd_ = -1;
void* cut_inotify_watchers_ = nullptr;
uv_timer_t* node_timer_ = nullptr;  // runs all timers of JavaScript
uint64_t node_timer_due_ = 0;
bool output_dropped_ = false;
const QuarantineOptions* options_ = nullptr;

bool IsKept(int fd) {
  for (size_t i = 0; i < options_->keep_count; i++) {
    if (options_->keep[i] == fd) return true;
  }
  return false;
}

void CutClosing(uv_handle_t* handle) {
  handle->close_cb = nullptr;
  uv::DropWrites(handle);
}

void StopReading(uv_handle_t* handle, uv__io_t* watcher) {
  if (uv::IsStream(handle)) uv_read_stop(reinterpret_cast<uv_stream_t*>(handle));
  else if (handle->type == UV_UDP) uv_udp_recv_stop(reinterpret_cast<uv_udp_t*>(handle));
  else if (watcher->fd >= 0) uv_poll_stop(reinterpret_cast<uv_poll_t*>(handle));
  uv_unref(handle);
}

void CutIo(uv_handle_t* handle, uv__io_t* watcher) {
  int fd = watcher->fd;
  // What is shared on purpose goes on as it is, but does not keep the child alive.
  if (fd >= 3 && IsKept(fd)) {
    uv_unref(handle);
    return;
  }
  StopReading(handle, watcher);
  uv::DetachWatcher(handle->loop, watcher);
  bool stdio = handle->type == UV_TTY || fd == 1 || fd == 2;
  if (uv::DropWrites(handle) > 0 && stdio) output_dropped_ = true;
  if (stdio || (options_->spares != nullptr && options_->spares(handle))) return;
  if (uv::IsStream(handle)) {
    auto* stream = reinterpret_cast<uv_stream_t*>(handle);
    if (stream->accepted_fd >= 0) ::close(stream->accepted_fd);
    stream->accepted_fd = -1;
    // Else closing the server would remove the parent's socket file.
    if (handle->type == UV_NAMED_PIPE) reinterpret_cast<uv_pipe_t*>(handle)->pipe_fname = nullptr;
  }
  if (fd > 0) ::dup3(dead_fd_, fd, O_CLOEXEC);
  if (cut_count_ >= kMaxHandles) return;
  cut_[cut_count_++] = {watcher, fd};
  // Functions of libuv that are on the stack below us return when they see this, instead of going on.
  if (handle->type != UV_POLL) watcher->fd = -1;
}

// The first timer of the loop is Node's: it rests until the stack is clean (called before, with JavaScript
// being ended, it would try again and again). The others are c-ares' and addons'.
void CutTimer(uv_timer_t* timer) {
  auto* handle = reinterpret_cast<uv_handle_t*>(timer);
  bool first = node_timer_ == nullptr;
  if (first) {
    node_timer_ = timer;
    node_timer_due_ = uv_is_active(handle) ? uv_timer_get_due_in(timer) + 1 : 0;
  }
  if (first || uv_has_ref(handle)) uv_timer_stop(timer);
}

void Cut(uv_handle_t* handle, void*) {
  if (uv_is_closing(handle)) {
    CutClosing(handle);
    return;
  }
  switch (handle->type) {
    case UV_TIMER:
      CutTimer(reinterpret_cast<uv_timer_t*>(handle));
      return;
    case UV_ASYNC:
      uv_unref(handle);
      return;
    case UV_PROCESS:
      // Unlinked on the clean stack only: libuv may be in the middle of this list.
      reinterpret_cast<uv_process_t*>(handle)->exit_cb = nullptr;
      if (process_count_ < sizeof processes_ / sizeof *processes_)
        processes_[process_count_++] = reinterpret_cast<uv_process_t*>(handle);
      uv_unref(handle);
      return;
    case UV_SIGNAL:
      reinterpret_cast<uv_signal_t*>(handle)->signal_cb = [](uv_signal_t*, int) {};
      uv_unref(handle);
      return;
    case UV_FS_EVENT:
      reinterpret_cast<uv_fs_event_t*>(handle)->cb = [](uv_fs_event_t*, const char*, int, int) {};
      [[fallthrough]];
    case UV_FS_POLL:
      if (file_watch_count_ < sizeof file_watches_ / sizeof *file_watches_)
        file_watches_[file_watch_count_++] = handle;
      uv_unref(handle);
      return;
    default:
      break;
  }
  uv__io_t* watcher = uv::Watcher(handle);
  if (watcher != nullptr) CutIo(handle, watcher);
}

bool MakeDeadFd() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return false;
  dead_fd_ = ends[0];  // its other end stays open for good: at EOF it would wake everybody
  int empty[2];
  if (::pipe2(empty, O_CLOEXEC) != 0) return false;
  ::dup2(empty[0], 0);
  ::close(empty[0]);
  ::close(empty[1]);
  return true;
}

// A file operation that a thread of the pool carries and that did not come to rest: it ends without
// consequences.
void Neutralise(StoppedThread& thread) {
  StackWork work = FindWorkOf(thread);
  if (work.item == nullptr) return;
  work.item->done = [](struct uv__work*, int) {};
  long number = SyscallAbout(thread);
  if (number < 0) return;
  if (MovesDataByItself(number)) thread.returns = false;
  else arch::SkipSyscall(thread.context, -EIO);
}

}  // namespace

bool InitQuarantine() { return InitStackScan(); }

bool CutHandles(uv_loop_t* loop, const QuarantineOptions& options, PoolBarrier* barrier) {
  options_ = &options;
  cut_count_ = process_count_ = file_watch_count_ = 0;
  output_dropped_ = false;
  node_timer_ = nullptr;
  node_timer_due_ = 0;
  if (!MakeDeadFd()) return false;
  // The epoll instance is the parent's still: stopping a poll handle would take its descriptor out of it.
  int epoll_fd = loop->backend_fd;
  loop->backend_fd = -1;
  uv_walk(loop, Cut, nullptr);
  loop->backend_fd = epoll_fd;
  cut_inotify_fd_ = loop->inotify_fd;
  cut_inotify_watchers_ = loop->inotify_watchers;
  if (cut_inotify_fd_ >= 0) {
    uv::DetachWatcher(loop, &loop->inotify_read_watcher);
    ::dup3(dead_fd_, cut_inotify_fd_, O_CLOEXEC);
    loop->inotify_fd = -1;
    loop->inotify_watchers = nullptr;
  }
  uv::InitQueue(&loop->pending_queue);
  uv::InitQueue(&loop->wq);
  barrier->DropSlowWork();
  loop->active_reqs.count = barrier->items();
  if (!barrier->complete()) {
    for (size_t i = 0; i < StoppedCount(); i++) {
      StoppedThread& thread = StoppedThreads()[i];
      bool candidate = thread.kind == ThreadKind::kUnknown || thread.kind == ThreadKind::kPool ||
                       thread.kind == ThreadKind::kHelper;
      if (thread.arrived && candidate && !barrier->Holds(thread.tid)) Neutralise(thread);
    }
  }
  return true;
}

void CutWorkInProgress(uv_loop_t* loop) {
  // A frame inside libuv's reading of inotify sees a descriptor that has nothing to read.
  loop->inotify_fd = cut_inotify_fd_;
  DropWorkOnStack(loop);
}

bool FinishQuarantine(uv_loop_t* loop) {
  bool has_timers = node_timer_due_ > 0;
  if (has_timers) {
    uv_timer_set_repeat(node_timer_, node_timer_due_);
    uv_timer_again(node_timer_);
    uv_timer_set_repeat(node_timer_, 0);
  }
  for (size_t i = 0; i < cut_count_; i++) {
    if (cut_[i].watcher->fd == -1) cut_[i].watcher->fd = cut_[i].fd;
  }
  for (size_t i = 0; i < process_count_; i++) {
    if (!uv_is_closing(reinterpret_cast<uv_handle_t*>(processes_[i]))) uv::Unlink(&processes_[i]->queue);
  }
  if (cut_inotify_fd_ >= 0) loop->inotify_watchers = cut_inotify_watchers_;
  for (size_t i = 0; i < file_watch_count_; i++) {
    uv_handle_t* handle = file_watches_[i];
    if (uv_is_closing(handle)) continue;
    if (handle->type == UV_FS_EVENT) uv_fs_event_stop(reinterpret_cast<uv_fs_event_t*>(handle));
    else uv_fs_poll_stop(reinterpret_cast<uv_fs_poll_t*>(handle));
  }
  if (cut_inotify_fd_ >= 0) {
    ::close(cut_inotify_fd_);
    loop->inotify_fd = -1;
    cut_inotify_fd_ = -1;
  }
  cut_count_ = process_count_ = file_watch_count_ = 0;
  return has_timers;
}

size_t DropQueuedOutput(uv_loop_t* loop) {
  size_t dropped = 0;
  uv_walk(
      loop,
      [](uv_handle_t* handle, void* total) {
        if (!uv::IsStream(handle) || uv_is_closing(handle)) return;
        auto* stream = reinterpret_cast<uv_stream_t*>(handle);
        int fd = stream->io_watcher.fd;
        if ((fd != 1 && fd != 2) || !uv::HasWrites(stream)) return;
        uv::DetachWatcher(handle->loop, &stream->io_watcher);
        *static_cast<size_t*>(total) += uv::DropWrites(handle);
      },
      &dropped);
  output_dropped_ = dropped > 0;
  return dropped;
}

bool TakeOutputDropped() { return std::exchange(output_dropped_, false); }

}  // namespace forkable
