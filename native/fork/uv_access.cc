#include "native/fork/uv_access.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cstring>

namespace forkable::uv {

uv__io_t* Watcher(uv_handle_t* handle) {
  switch (handle->type) {
    case UV_TCP:
    case UV_NAMED_PIPE:
    case UV_TTY:
      return &reinterpret_cast<uv_stream_t*>(handle)->io_watcher;
    case UV_UDP:
      return &reinterpret_cast<uv_udp_t*>(handle)->io_watcher;
    case UV_POLL:
      return &reinterpret_cast<uv_poll_t*>(handle)->io_watcher;
    default:
      return nullptr;
  }
}

bool IsStream(const uv_handle_t* handle) {
  return handle->type == UV_TCP || handle->type == UV_NAMED_PIPE || handle->type == UV_TTY;
}

void DetachWatcher(uv_loop_t* loop, uv__io_t* watcher) {
  watcher->pevents = 0;
  watcher->events = 0;
  Unlink(&watcher->watcher_queue);
  Unlink(&watcher->pending_queue);
  int fd = watcher->fd;
  if (fd >= 0 && static_cast<unsigned>(fd) < loop->nwatchers && loop->watchers[fd] == watcher) {
    loop->watchers[fd] = nullptr;
    loop->nfds--;
  }
}

bool HasWrites(const uv_stream_t* stream) {
  return !IsEmpty(&stream->write_queue) || !IsEmpty(&stream->write_completed_queue);
}

size_t DropWrites(uv_handle_t* handle) {
  size_t dropped = 0;
  if (IsStream(handle)) {
    auto* stream = reinterpret_cast<uv_stream_t*>(handle);
    dropped = Length(&stream->write_queue) + Length(&stream->write_completed_queue);
    InitQueue(&stream->write_queue);
    InitQueue(&stream->write_completed_queue);
    stream->write_queue_size = 0;
    stream->connect_req = nullptr;
    stream->shutdown_req = nullptr;
  } else if (handle->type == UV_UDP) {
    auto* udp = reinterpret_cast<uv_udp_t*>(handle);
    dropped = Length(&udp->write_queue) + Length(&udp->write_completed_queue);
    InitQueue(&udp->write_queue);
    InitQueue(&udp->write_completed_queue);
    udp->send_queue_size = 0;
    udp->send_queue_count = 0;
  }
  return dropped;
}

namespace {

bool InRing(const Queue* head, const Queue* wanted) {
  const Queue* node = head->next;
  for (int i = 0; i < 100000 && node != nullptr && node != head; i++, node = node->next) {
    if (node == wanted) return true;
  }
  return false;
}

const char* CheckPoll(uv_loop_t* loop, int fd) {
  static uv_poll_t poll;
  if (uv_poll_init(loop, &poll, fd) != 0) return "uv_poll_init";
  auto* handle = reinterpret_cast<uv_handle_t*>(&poll);
  const char* wrong = nullptr;
  unsigned nfds = loop->nfds;
  unsigned active = loop->active_handles;
  uv_os_fd_t reported = -1;
  uv_fileno(handle, &reported);
  if (poll.io_watcher.fd != fd || reported != fd) wrong = "uv_poll_t.io_watcher.fd";
  if (!InRing(&loop->handle_queue, &handle->handle_queue)) wrong = "uv_loop_t.handle_queue";
  uv_poll_start(&poll, UV_READABLE, [](uv_poll_t*, int, int) {});
  if (loop->watchers[fd] != &poll.io_watcher) wrong = "uv_loop_t.watchers";
  if (loop->nfds != nfds + 1) wrong = "uv_loop_t.nfds";
  if (loop->active_handles != active + 1) wrong = "uv_loop_t.active_handles";
  if (poll.io_watcher.pevents != POLLIN) wrong = "uv__io_t.pevents";
  if (!InRing(&loop->watcher_queue, &poll.io_watcher.watcher_queue)) wrong = "uv_loop_t.watcher_queue";
  uv_poll_stop(&poll);
  if (loop->watchers[fd] != nullptr || loop->nfds != nfds) wrong = "uv_loop_t.watchers";
  uv_close(handle, nullptr);
  return wrong;
}

const char* CheckStream(uv_loop_t* loop) {
  static uv_pipe_t pipe;
  if (uv_pipe_init(loop, &pipe, 0) != 0) return "uv_pipe_init";
  auto* stream = reinterpret_cast<uv_stream_t*>(&pipe);
  const char* wrong = nullptr;
  pipe.write_queue_size = 4711;
  if (uv_stream_get_write_queue_size(stream) != 4711) wrong = "uv_stream_t.write_queue_size";
  pipe.write_queue_size = 0;
  if (!IsEmpty(&pipe.write_queue) || pipe.write_queue.prev != &pipe.write_queue)
    wrong = "uv_stream_t.write_queue";
  if (!IsEmpty(&pipe.write_completed_queue)) wrong = "uv_stream_t.write_completed_queue";
  if (pipe.accepted_fd != -1 || pipe.io_watcher.fd != -1) wrong = "uv_stream_t.accepted_fd";
  if (pipe.connect_req != nullptr || pipe.shutdown_req != nullptr) wrong = "uv_stream_t.connect_req";
  if (pipe.pipe_fname != nullptr) wrong = "uv_pipe_t.pipe_fname";
  uv_close(reinterpret_cast<uv_handle_t*>(&pipe), nullptr);
  return wrong;
}

const char* CheckUdp(uv_loop_t* loop) {
  static uv_udp_t udp;
  if (uv_udp_init(loop, &udp) != 0) return "uv_udp_init";
  const char* wrong = nullptr;
  udp.send_queue_size = 4711;
  udp.send_queue_count = 12;
  if (uv_udp_get_send_queue_size(&udp) != 4711) wrong = "uv_udp_t.send_queue_size";
  if (uv_udp_get_send_queue_count(&udp) != 12) wrong = "uv_udp_t.send_queue_count";
  udp.send_queue_size = udp.send_queue_count = 0;
  if (!IsEmpty(&udp.write_queue) || udp.io_watcher.fd != -1) wrong = "uv_udp_t.write_queue";
  uv_close(reinterpret_cast<uv_handle_t*>(&udp), nullptr);
  return wrong;
}

const char* CheckAsync(uv_loop_t* loop) {
  static uv_async_t async;
  if (uv_async_init(loop, &async, [](uv_async_t*) {}) != 0) return "uv_async_init";
  const char* wrong = nullptr;
  if (!InRing(&loop->async_handles, &async.queue)) wrong = "uv_loop_t.async_handles";
  if (loop->async_io_watcher.fd < 3 || loop->watchers[loop->async_io_watcher.fd] != &loop->async_io_watcher)
    wrong = "uv_loop_t.async_io_watcher";
  if (async.pending != 0) wrong = "uv_async_t.pending";
  uv_async_send(&async);
  if (async.pending == 0) wrong = "uv_async_t.pending";
  uv_close(reinterpret_cast<uv_handle_t*>(&async), nullptr);
  return wrong;
}

const char* CheckLoop(uv_loop_t* loop) {
  if (uv_backend_fd(loop) != loop->backend_fd) return "uv_loop_t.backend_fd";
  if (uv_now(loop) != loop->time) return "uv_loop_t.time";
  if (loop->wq.next == nullptr || loop->wq.next->prev != &loop->wq) return "uv_loop_t.wq";
  if (loop->pending_queue.next == nullptr || loop->pending_queue.next->prev != &loop->pending_queue)
    return "uv_loop_t.pending_queue";
  if (loop->process_handles.next->prev != &loop->process_handles) return "uv_loop_t.process_handles";
  if (loop->inotify_fd < -1 || (loop->inotify_fd == -1) != (loop->inotify_watchers == nullptr))
    return "uv_loop_t.inotify_fd";
  return nullptr;
}

}  // namespace

const char* CheckUvLayout(uv_loop_t* loop) {
  const char* wrong = CheckLoop(loop);
  if (wrong != nullptr) return wrong;
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return "pipe2";
  wrong = CheckPoll(loop, ends[0]);
  ::close(ends[0]);
  ::close(ends[1]);
  if (wrong == nullptr) wrong = CheckStream(loop);
  if (wrong == nullptr) wrong = CheckUdp(loop);
  if (wrong == nullptr) wrong = CheckAsync(loop);
  return wrong;
}

}  // namespace forkable::uv
