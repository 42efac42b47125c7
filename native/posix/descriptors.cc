#include "native/posix/descriptors.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

namespace forkable {

int CloseOnce(int fd) {
  int result = ::close(fd);
  return result < 0 && errno == EINTR ? 0 : result;
}

void CloseRange(unsigned low, unsigned high) {
  if (low >= high) return;
  if (::syscall(SYS_close_range, low, high - 1, 0) == 0) return;
  struct rlimit limit = {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_max < high) high = limit.rlim_max;
  for (unsigned fd = low; fd < high; fd++) ::close(static_cast<int>(fd));
}

int DuplicateTo(int fd, int target, bool inheritable) {
  if (fd == target) return SetInheritable(fd, inheritable) < 0 ? -1 : target;
  for (;;) {
    int result = ::dup3(fd, target, inheritable ? 0 : O_CLOEXEC);
    // EBUSY: the race with an open(2) of another thread that dup2(2) documents.
    if (result >= 0 || (errno != EINTR && errno != EBUSY)) return result;
  }
}

int GetInheritable(int fd) {
  int flags = ::fcntl(fd, F_GETFD);
  return flags < 0 ? -1 : (flags & FD_CLOEXEC) == 0;
}

int SetInheritable(int fd, bool inheritable) {
  int flags = ::fcntl(fd, F_GETFD);
  if (flags < 0) return -1;
  int wanted = inheritable ? flags & ~FD_CLOEXEC : flags | FD_CLOEXEC;
  return wanted == flags ? 0 : ::fcntl(fd, F_SETFD, wanted);
}

int GetBlocking(int fd) {
  int flags = ::fcntl(fd, F_GETFL);
  return flags < 0 ? -1 : (flags & O_NONBLOCK) == 0;
}

int SetBlocking(int fd, bool blocking) {
  int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0) return -1;
  int wanted = blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
  return wanted == flags ? 0 : ::fcntl(fd, F_SETFL, wanted);
}

}  // namespace forkable
