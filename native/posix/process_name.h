// The name of the process in ps(1) and /proc/PID/comm: that of its first thread, whichever thread asks.
#ifndef FORKABLE_POSIX_PROCESS_NAME_H_
#define FORKABLE_POSIX_PROCESS_NAME_H_

#include "native/base/result.h"

namespace forkable {

// The kernel keeps 15 bytes.
Status SetProcessName(const char* name);

}  // namespace forkable

#endif  // FORKABLE_POSIX_PROCESS_NAME_H_
