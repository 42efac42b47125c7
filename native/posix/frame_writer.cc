#include <endian.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include <algorithm>

#include "native/base/retry.h"
#include "native/posix/frame.h"

namespace forkable {

namespace {

// Linux puts a write of up to 16 KiB into a Unix socket as one buffer, if at all; a pipe keeps PIPE_BUF
// whole.
constexpr size_t kAtomicLocal = 16 * 1024;
constexpr size_t kMaxFds = 253;  // SCM_MAX_FD
constexpr size_t kCopied = 1024;

size_t PutHeader(size_t size, uint8_t* out) {
  if (size <= INT32_MAX) {
    uint32_t length = htobe32(static_cast<uint32_t>(size));
    memcpy(out, &length, 4);
    return kShortHeader;
  }
  memset(out, 0xff, 4);
  uint64_t length = htobe64(size);
  memcpy(out + 4, &length, 8);
  return kLongHeader;
}

// One attempt that does not block, without touching O_NONBLOCK where the kernel allows it: the flag belongs
// to all who share the descriptor.
ssize_t WritePipe(int fd, const struct iovec* parts, int count) {
  ssize_t written = RetryOnEintr([&] { return ::pwritev2(fd, parts, count, -1, RWF_NOWAIT); });
  if (written >= 0 || (errno != EOPNOTSUPP && errno != ENOSYS && errno != EINVAL)) return written;
  int flags = ::fcntl(fd, F_GETFL);
  if ((flags & O_NONBLOCK) == 0) ::fcntl(fd, F_SETFL, flags | O_NONBLOCK);
  return RetryOnEintr([&] { return ::writev(fd, parts, count); });
}

ssize_t SendSocket(int fd, struct iovec* parts, int count, const int* fds, size_t fd_count) {
  struct msghdr message = {};
  message.msg_iov = parts;
  message.msg_iovlen = static_cast<size_t>(count);
  alignas(struct cmsghdr) char control[CMSG_SPACE(kMaxFds * sizeof(int))];
  if (fd_count > 0) {
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(fd_count * sizeof(int));
    memset(control, 0, message.msg_controllen);
    struct cmsghdr* rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(fd_count * sizeof(int));
    memcpy(CMSG_DATA(rights), fds, fd_count * sizeof(int));
  }
  return RetryOnEintr([&] { return ::sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL); });
}

}  // namespace

Result<Stream> DescribeStream(int fd) {
  struct stat about;
  if (::fstat(fd, &about) == -1) return SysError::Last("fstat");
  if (!S_ISSOCK(about.st_mode)) return Stream{fd, StreamKind::kPipe};
  int domain = 0;
  socklen_t size = sizeof domain;
  if (::getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == -1) return SysError::Last("getsockopt");
  return Stream{fd, domain == AF_UNIX ? StreamKind::kLocalSocket : StreamKind::kSocket};
}

size_t FrameSize(size_t payload) { return payload + (payload <= INT32_MAX ? kShortHeader : kLongHeader); }

bool IsAtomic(const Stream& stream, size_t frame) {
  if (stream.kind == StreamKind::kLocalSocket) return frame <= kAtomicLocal;
  return stream.kind == StreamKind::kPipe && frame <= PIPE_BUF;
}

Result<Step> WriteFrame(const Stream& stream, const uint8_t* data, size_t size, size_t* sent, const int* fds,
                        size_t fd_count) {
  if (fd_count > kMaxFds) return SysError{EINVAL, "sendmsg", "too many descriptors for one message"};
  uint8_t header[kLongHeader + kCopied];
  const size_t header_size = PutHeader(size, header);
  const size_t total = header_size + size;
  while (*sent < total) {
    struct iovec parts[2];
    int count = 0;
    if (*sent < header_size) parts[count++] = {header + *sent, header_size - *sent};
    size_t skipped = *sent > header_size ? *sent - header_size : 0;
    if (size > skipped) parts[count++] = {const_cast<uint8_t*>(data) + skipped, size - skipped};
    if (count == 2 && size <= kCopied) {
      memcpy(header + header_size, data, size);
      parts[0].iov_len += size;
      count = 1;
    }
    ssize_t written = stream.kind == StreamKind::kPipe
                          ? WritePipe(stream.fd, parts, count)
                          : SendSocket(stream.fd, parts, count, fds, *sent == 0 ? fd_count : 0);
    if (written == -1) {
      if (errno == EAGAIN) return Step::kWait;
      // The other end closed with our bytes unread: for this side that is a broken pipe like any other.
      if (errno == ECONNRESET && stream.kind == StreamKind::kLocalSocket) errno = EPIPE;
      return SysError::Last(stream.kind == StreamKind::kPipe ? "write" : "sendmsg");
    }
    *sent += static_cast<size_t>(written);
  }
  return Step::kDone;
}

}  // namespace forkable
