#include "native/posix/process_name.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>

#include "native/base/unique_fd.h"

namespace forkable {

Status SetProcessName(const char* name) {
  if (::getpid() == static_cast<pid_t>(::syscall(SYS_gettid))) {
    if (::prctl(PR_SET_NAME, name) < 0) return SysError::Last("prctl");
    return Ok();
  }
  UniqueFd file(::open("/proc/self/comm", O_WRONLY | O_CLOEXEC));
  if (!file.valid()) return SysError::Last("open", "/proc/self/comm");
  if (::write(file.get(), name, std::strlen(name)) < 0) return SysError::Last("write", "/proc/self/comm");
  return Ok();
}

}  // namespace forkable
