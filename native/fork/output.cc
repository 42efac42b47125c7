#include "native/fork/output.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "native/fork/uv_access.h"

namespace forkable {

namespace {

void DeliverStream(uv_handle_t* handle, void* streams) {
  if (!uv::IsStream(handle)) return;
  auto* stream = reinterpret_cast<uv_stream_t*>(handle);
  int fd = stream->io_watcher.fd;
  if (fd != 1 && fd != 2) return;
  *static_cast<unsigned*>(streams) |= 1u << fd;
  for (uv::Queue* node = stream->write_queue.next; node != &stream->write_queue; node = node->next) {
    auto* request =
        reinterpret_cast<uv_write_t*>(reinterpret_cast<char*>(node) - offsetof(uv_write_t, queue));
    for (unsigned i = request->write_index; i < request->nbufs; i++) {
      if (!WriteAll(fd, request->bufs[i].base, request->bufs[i].len)) return;
    }
  }
  uv::DetachWatcher(handle->loop, &stream->io_watcher);
  uv::DropWrites(handle);
}

}  // namespace

bool WriteAll(int fd, const char* data, size_t size) {
  while (size > 0) {
    ssize_t written = ::write(fd, data, size);
    if (written >= 0) {
      data += written;
      size -= static_cast<size_t>(written);
    } else if (errno == EAGAIN) {
      struct pollfd entry = {fd, POLLOUT, 0};
      ::poll(&entry, 1, -1);
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

unsigned DeliverQueuedOutput(uv_loop_t* loop) {
  unsigned streams = 0;
  uv_walk(loop, DeliverStream, &streams);
  for (int fd = 1; fd <= 2; fd++) {
    struct stat about;
    if (::fstat(fd, &about) == 0 && S_ISREG(about.st_mode)) streams |= 1u << fd;
  }
  return streams;
}

}  // namespace forkable
