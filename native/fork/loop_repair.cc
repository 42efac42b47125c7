#include "native/fork/loop_repair.h"

#include <fcntl.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cstddef>
#include <string>
#include <vector>

#include "native/fork/uv_access.h"

namespace forkable {

namespace {

struct AsyncState {
  uv_async_t* async;
  int pending;
  int busy;
};
constexpr size_t kMaxAsyncs = 16384;
AsyncState saved_[kMaxAsyncs];
constexpr size_t kMaxFillers = 1024;
int fillers_[kMaxFillers];

int inotify_fd_ = -1;
void* inotify_watchers_ = nullptr;

// Takes every free number below `limit`, so that what is closed and opened again gets its old number.
size_t FillHoles(int some_fd, int limit) {
  size_t count = 0;
  while (count < kMaxFillers) {
    int fd = ::fcntl(some_fd, F_DUPFD_CLOEXEC, 3);
    if (fd < 0) break;
    if (fd > limit) {
      ::close(fd);
      break;
    }
    fillers_[count++] = fd;
  }
  return count;
}

// Gives the loop an inotify instance although nothing is watched: libuv's reading function may be on the
// stack below us and goes on reading.
void MakeEmptyInotify(uv_loop_t* loop) {
  auto* handle = new uv_fs_event_t();
  uv_fs_event_init(loop, handle);
  uv_fs_event_start(handle, [](uv_fs_event_t*, const char*, int, int) {}, "/", 0);
  uv_unref(reinterpret_cast<uv_handle_t*>(handle));
  uv_close(reinterpret_cast<uv_handle_t*>(handle),
           [](uv_handle_t* closed) { delete reinterpret_cast<uv_fs_event_t*>(closed); });
}

}  // namespace

bool RepairLoop(uv_loop_t* loop) {
  size_t count = 0;
  bool announced = false;
  for (uv::Queue* node = loop->async_handles.next; node != &loop->async_handles; node = node->next) {
    auto* async = reinterpret_cast<uv_async_t*>(reinterpret_cast<char*>(node) - offsetof(uv_async_t, queue));
    if (async->pending != 0 || async->u.fd != 0) announced = true;
    if (count < kMaxAsyncs) saved_[count++] = {async, async->pending, async->u.fd};
  }
  int async_fd = loop->async_io_watcher.fd;
  int epoll_fd = loop->backend_fd;
  size_t fillers = FillHoles(epoll_fd, async_fd > epoll_fd ? async_fd : epoll_fd);
  int error = uv_loop_fork(loop);
  for (size_t i = 0; i < fillers; i++) ::close(fillers_[i]);
  if (error != 0 || loop->async_io_watcher.fd != async_fd || loop->backend_fd != epoll_fd) return false;
  for (size_t i = 0; i < count; i++) {
    saved_[i].async->pending = saved_[i].pending;
    saved_[i].async->u.fd = saved_[i].busy;
  }
  uint64_t one = 1;
  return !announced || ::write(async_fd, &one, sizeof one) == sizeof one;
}

void DetachFileWatches(uv_loop_t* loop) {
  inotify_fd_ = loop->inotify_fd;
  inotify_watchers_ = loop->inotify_watchers;
  if (inotify_fd_ < 0) return;
  uv::DetachWatcher(loop, &loop->inotify_read_watcher);
  loop->inotify_fd = -1;
  loop->inotify_watchers = nullptr;
}

void ReattachFileWatches(uv_loop_t* loop) {
  if (inotify_fd_ < 0) return;
  // Stopping a watch removes it from the instance under the old number: that must not be the parent's.
  int fresh = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (fresh < 0 || ::dup3(fresh, inotify_fd_, O_CLOEXEC) < 0) return;
  ::close(fresh);
  loop->inotify_fd = inotify_fd_;
  loop->inotify_watchers = inotify_watchers_;

  struct Watch {
    uv_fs_event_t* handle;
    uv_fs_event_cb callback;
    std::string path;
  };
  std::vector<Watch> watches;
  uv_walk(
      loop,
      [](uv_handle_t* handle, void* list) {
        if (handle->type != UV_FS_EVENT || !uv_is_active(handle) || uv_is_closing(handle)) return;
        auto* event = reinterpret_cast<uv_fs_event_t*>(handle);
        char path[4096];
        size_t size = sizeof path;
        if (uv_fs_event_getpath(event, path, &size) != 0) return;
        static_cast<std::vector<Watch>*>(list)->push_back({event, event->cb, std::string(path, size)});
      },
      &watches);
  for (Watch& watch : watches) uv_fs_event_stop(watch.handle);
  ::close(inotify_fd_);
  loop->inotify_fd = -1;
  if (watches.empty()) MakeEmptyInotify(loop);
  for (Watch& watch : watches) {
    bool referenced = uv_has_ref(reinterpret_cast<uv_handle_t*>(watch.handle));
    uv_fs_event_start(watch.handle, watch.callback, watch.path.c_str(), 0);
    if (!referenced) uv_unref(reinterpret_cast<uv_handle_t*>(watch.handle));
  }
}

}  // namespace forkable
