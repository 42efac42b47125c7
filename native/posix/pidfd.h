// pidfd_open(2): a descriptor of a process, readable when the process has ended. Close-on-exec.
#ifndef FORKABLE_POSIX_PIDFD_H_
#define FORKABLE_POSIX_PIDFD_H_

#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

namespace forkable {

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

// -1 and errno: ESRCH (no such process), EINVAL, EMFILE, ENOSYS (before Linux 5.3).
inline int PidfdOpen(pid_t pid, unsigned flags) {
  return static_cast<int>(::syscall(SYS_pidfd_open, pid, flags));
}

}  // namespace forkable

#endif  // FORKABLE_POSIX_PIDFD_H_
