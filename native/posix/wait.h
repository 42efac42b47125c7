// wait4(2) and waitid(2): one attempt each. EINTR is an error like others: the caller runs what is due and
// asks again.
#ifndef FORKABLE_POSIX_WAIT_H_
#define FORKABLE_POSIX_WAIT_H_

#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>

#include "native/base/result.h"

namespace forkable {

struct WaitedChild {
  pid_t pid = 0;  // 0: WNOHANG and nothing ready
  int status = 0;
  struct rusage usage = {};
};
Result<WaitedChild> WaitChild(pid_t pid, int options, const char* name);

struct WaitedId {
  pid_t pid = 0;  // 0: WNOHANG and nothing ready
  uid_t uid = 0;
  int signo = 0;
  int status = 0;
  int code = 0;
};
Result<WaitedId> WaitId(int type, id_t id, int options);

}  // namespace forkable

#endif  // FORKABLE_POSIX_WAIT_H_
