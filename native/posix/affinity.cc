#include "native/posix/affinity.h"

#include <sched.h>

#include <algorithm>
#include <memory>

namespace forkable {

namespace {

struct FreeCpuSet {
  void operator()(cpu_set_t* set) const { CPU_FREE(set); }
};
using CpuSet = std::unique_ptr<cpu_set_t, FreeCpuSet>;

}  // namespace

Result<std::vector<int>> GetAffinity(pid_t pid) {
  for (int capacity = CPU_SETSIZE; capacity <= kMaxCpus; capacity *= 2) {
    CpuSet set(CPU_ALLOC(capacity));
    if (set == nullptr) return SysError{ENOMEM, "sched_getaffinity"};
    size_t size = CPU_ALLOC_SIZE(capacity);
    if (::sched_getaffinity(pid, size, set.get()) == 0) {
      std::vector<int> cpus;
      for (int cpu = 0; cpu < capacity; cpu++) {
        if (CPU_ISSET_S(cpu, size, set.get())) cpus.push_back(cpu);
      }
      return cpus;
    }
    if (errno != EINVAL) break;  // EINVAL: the kernel's mask is larger
  }
  return SysError::Last("sched_getaffinity");
}

Status SetAffinity(pid_t pid, const std::vector<int>& cpus) {
  int highest = CPU_SETSIZE - 1;
  for (int cpu : cpus) highest = std::max(highest, cpu);
  CpuSet set(CPU_ALLOC(highest + 1));
  if (set == nullptr) return SysError{ENOMEM, "sched_setaffinity"};
  size_t size = CPU_ALLOC_SIZE(highest + 1);
  CPU_ZERO_S(size, set.get());
  for (int cpu : cpus) CPU_SET_S(cpu, size, set.get());
  if (::sched_setaffinity(pid, size, set.get()) < 0) return SysError::Last("sched_setaffinity");
  return Ok();
}

}  // namespace forkable
