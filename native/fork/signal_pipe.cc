#include "native/fork/signal_pipe.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "native/fork/raw.h"

namespace forkable {

namespace {

constexpr char kToken = '*';
int ends_[2] = {-1, -1};
bool token_inside_ = true;

bool IsFifo(int fd, int access, ino_t* inode) {
  struct stat status;
  if (::fstat(fd, &status) != 0 || !S_ISFIFO(status.st_mode)) return false;
  int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0 || (flags & O_NONBLOCK) || (flags & O_ACCMODE) != access) return false;
  *inode = status.st_ino;
  return (::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0;
}

int BytesIn(int fd) {
  int available = -1;
  return ::ioctl(fd, FIONREAD, &available) == 0 ? available : -1;
}

// Looks at the byte without taking it.
bool HoldsToken(int fd) {
  int copy[2];
  if (::pipe2(copy, O_CLOEXEC | O_NONBLOCK) != 0) return false;
  char byte = 0;
  bool seen =
      ::tee(fd, copy[1], 1, SPLICE_F_NONBLOCK) == 1 && ::read(copy[0], &byte, 1) == 1 && byte == kToken;
  ::close(copy[0]);
  ::close(copy[1]);
  return seen;
}

}  // namespace

bool FindSignalPipe() {
  static int fds[65536];
  size_t count = raw::ListNumbers("/proc/self/fd", fds, sizeof fds / sizeof *fds);
  for (size_t r = 0; r < count; r++) {
    ino_t inode, other;
    if (!IsFifo(fds[r], O_RDONLY, &inode) || BytesIn(fds[r]) != 1) continue;
    if (ends_[0] >= 0 && fds[r] > ends_[0])
      continue;  // the lowest pair is libuv's: made before any script ran
    for (size_t w = 0; w < count; w++) {
      if (!IsFifo(fds[w], O_WRONLY, &other) || other != inode || !HoldsToken(fds[r])) continue;
      ends_[0] = fds[r];
      ends_[1] = fds[w];
      break;
    }
  }
  return ends_[0] >= 0;
}

void NoteSignalPipe() { token_inside_ = BytesIn(ends_[0]) != 0; }

bool ReplaceSignalPipe() {
  int fresh[2];
  if (::pipe2(fresh, O_CLOEXEC) != 0) return false;
  bool done = !token_inside_ || ::write(fresh[1], &kToken, 1) == 1;
  done = done && ::dup3(fresh[0], ends_[0], O_CLOEXEC) >= 0 && ::dup3(fresh[1], ends_[1], O_CLOEXEC) >= 0;
  ::close(fresh[0]);
  ::close(fresh[1]);
  return done;
}

}  // namespace forkable
