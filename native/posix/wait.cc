#include "native/posix/wait.h"

#include <csignal>

namespace forkable {

Result<WaitedChild> WaitChild(pid_t pid, int options, const char* name) {
  WaitedChild child;
  child.pid = ::wait4(pid, &child.status, options, &child.usage);
  if (child.pid < 0) return SysError::Last(name);
  if (child.pid == 0) return WaitedChild{};
  return child;
}

Result<WaitedId> WaitId(int type, id_t id, int options) {
  siginfo_t info = {};
  if (::waitid(static_cast<idtype_t>(type), id, &info, options) < 0) return SysError::Last("waitid");
  if (info.si_pid == 0) return WaitedId{};
  return WaitedId{info.si_pid, info.si_uid, info.si_signo, info.si_status, info.si_code};
}

}  // namespace forkable
