// sched_getaffinity(2) and sched_setaffinity(2) for machines of any size: the mask grows until the kernel's
// fits.
#ifndef FORKABLE_POSIX_AFFINITY_H_
#define FORKABLE_POSIX_AFFINITY_H_

#include <sys/types.h>

#include <vector>

#include "native/base/result.h"

namespace forkable {

constexpr int kMaxCpus = 1 << 20;

// Numbers of the CPUs that the thread `pid` (0: the calling one) may run on, ascending.
Result<std::vector<int>> GetAffinity(pid_t pid);
// `cpus` below kMaxCpus. CPUs that the machine lacks are ignored; EINVAL when none is left.
Status SetAffinity(pid_t pid, const std::vector<int>& cpus);

}  // namespace forkable

#endif  // FORKABLE_POSIX_AFFINITY_H_
