#include "native/posix/pty.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "native/posix/descriptors.h"

#ifndef TIOCGPTPEER
#define TIOCGPTPEER 0x5441
#endif

namespace forkable {

Result<Pty> OpenPty() {
  Pty pty;
  pty.master.reset(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!pty.master.valid()) return SysError::Last("openpty");
  if (::grantpt(pty.master.get()) < 0 || ::unlockpt(pty.master.get()) < 0) return SysError::Last("openpty");
  // Through the master, not by name: a mount namespace without /dev/pts does not matter.
  pty.slave.reset(::ioctl(pty.master.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!pty.slave.valid()) {
    char name[64];
    if (::ptsname_r(pty.master.get(), name, sizeof name) != 0) return SysError::Last("openpty");
    pty.slave.reset(::open(name, O_RDWR | O_NOCTTY | O_CLOEXEC));
  }
  if (!pty.slave.valid()) return SysError::Last("openpty");
  return pty;
}

Status LoginTty(int fd) {
  if (::setsid() < 0) return SysError::Last("setsid");
  if (::ioctl(fd, TIOCSCTTY, 0) < 0) return SysError::Last("ioctl");
  for (int standard = 0; standard <= 2; standard++) {
    if (DuplicateTo(fd, standard, true) < 0) return SysError::Last("dup2");
  }
  if (fd > 2) ::close(fd);
  return Ok();
}

}  // namespace forkable
