#include "native/fork/hidden_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "native/fork/raw.h"

namespace forkable {

namespace {

struct Range {
  uintptr_t low, high;
};
// Below and above the pages of the kernel ([vvar], [vdso]), which madvise must not meet. They lie at the top,
// or, where mappings grow upwards (ulimit -s unlimited), below nearly all others.
Range below_ = {0x10000, 0};
Range above_ = {0, 0};

// One call does for all mappings in the range. It answers ENOMEM because of the holes and has done its work
// all the same. False: it met the memory of a device, and stopped there.
bool Show(Range range) {
  return range.low >= range.high ||
         ::madvise(reinterpret_cast<void*>(range.low), range.high - range.low, MADV_DOFORK) == 0 ||
         errno != EINVAL;
}

void ShowOneByOne() {
  static char buffer[4096];
  int fd = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, "/proc/self/maps", O_RDONLY | O_CLOEXEC));
  if (fd < 0) return;
  uintptr_t bounds[2] = {0, 0};
  size_t field = 0;  // lines begin with low-high
  for (ssize_t got; (got = ::read(fd, buffer, sizeof buffer)) > 0;) {
    for (const char* c = buffer; c < buffer + got; c++) {
      int digit = raw::HexDigit(*c);
      if (*c == '\n') bounds[0] = bounds[1] = field = 0;
      else if (field < 2 && digit >= 0) bounds[field] = bounds[field] * 16 + static_cast<uintptr_t>(digit);
      else if (field < 2 && ++field == 2) Show({bounds[0], bounds[1]});
    }
  }
  ::close(fd);
}

}  // namespace

bool InitHiddenMemory() {
  FILE* maps = ::fopen("/proc/self/maps", "re");
  if (maps == nullptr) return false;
  below_.high = above_.low = above_.high = 0;
  char line[512];
  unsigned long low = 0;
  unsigned long high = 0;
  while (::fgets(line, sizeof line, maps) != nullptr) {
    if (::strstr(line, "[vsyscall]") != nullptr || ::sscanf(line, "%lx-%lx", &low, &high) != 2) continue;
    bool of_kernel = ::strstr(line, "[vvar") != nullptr || ::strstr(line, "[vdso]") != nullptr;
    if (of_kernel && below_.high == 0) below_.high = low;
    if (of_kernel) above_.low = high;
    above_.high = high;
  }
  ::fclose(maps);
  if (below_.high == 0) below_.high = above_.low = above_.high;
  return above_.high != 0;
}

void ShowHiddenMemory() {
  bool all = Show(below_);
  all = Show(above_) && all;
  if (!all) ShowOneByOne();
}

}  // namespace forkable
