// Pseudo-terminals: openpty(3) and login_tty(3), with close-on-exec ends.
#ifndef FORKABLE_POSIX_PTY_H_
#define FORKABLE_POSIX_PTY_H_

#include "native/base/result.h"
#include "native/base/unique_fd.h"

namespace forkable {

struct Pty {
  UniqueFd master;
  UniqueFd slave;
};
// Neither end becomes the controlling terminal.
Result<Pty> OpenPty();
// A new session whose controlling terminal and standard descriptors are `fd`, which is closed.
// Async-signal-safe.
Status LoginTty(int fd);

}  // namespace forkable

#endif  // FORKABLE_POSIX_PTY_H_
