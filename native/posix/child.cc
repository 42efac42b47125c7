#include "native/posix/child.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#include <cstdint>

#include "native/base/retry.h"
#include "native/posix/pidfd.h"

namespace forkable {

namespace {

// linux/pidfd.h of 6.15: what a pidfd tells of a process that has been reaped.
struct PidfdInfo {
  uint64_t mask;
  uint64_t cgroup;
  uint32_t ids[11];
  int32_t exit_code;
};
constexpr uint64_t kInfoExit = 1 << 3;
constexpr unsigned long kGetInfo = _IOWR(0xFF, 11, PidfdInfo);

int ExitCodeOf(int status) { return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status); }

bool HasEnded(int pidfd) {
  struct pollfd entry = {pidfd, POLLIN, 0};
  return RetryOnEintr([&] { return ::poll(&entry, 1, 0); }) == 1;
}

}  // namespace

Result<ChildEnd> ReapChild(int pidfd) {
  siginfo_t info;
  info.si_pid = 0;
  int result = RetryOnEintr([&] {
    return ::waitid(static_cast<idtype_t>(3) /* P_PIDFD */, static_cast<id_t>(pidfd), &info,
                    WEXITED | WNOHANG);
  });
  if (result == 0) {
    if (info.si_pid == 0) return ChildEnd{};
    return ChildEnd{ChildEnd::kEnded, info.si_code == CLD_EXITED ? info.si_status : -info.si_status};
  }
  if (errno != ECHILD) return SysError::Last("waitid");
  if (!HasEnded(pidfd)) return ChildEnd{};
  PidfdInfo told = {};
  told.mask = kInfoExit;
  if (::ioctl(pidfd, kGetInfo, &told) == 0 && (told.mask & kInfoExit)) {
    return ChildEnd{ChildEnd::kEnded, ExitCodeOf(told.exit_code)};
  }
  return ChildEnd{ChildEnd::kUnknown, 0};
}

Result<bool> PollOnce(int fd, short events, const Deadline& deadline) {
  struct pollfd entry = {fd, events, 0};
  struct timespec left = {};
  if (!deadline.never()) left = ToTimespec(deadline.left());
  int count = ::ppoll(&entry, 1, deadline.never() ? nullptr : &left, nullptr);
  if (count < 0) return SysError::Last("ppoll");
  if (count > 0 && (entry.revents & POLLNVAL)) return SysError{EBADF, "ppoll"};
  return count > 0;
}

}  // namespace forkable
