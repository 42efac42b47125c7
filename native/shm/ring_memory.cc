#include "native/shm/ring_memory.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "native/base/retry.h"
#include "native/shm/sealed_memory.h"

namespace forkable {

namespace {

constexpr uint64_t kMostExtent = uint64_t{1} << 44;
constexpr uint64_t kFirstMap = 256 * 1024;
// More than this at a time: first a look whether the machine has it.
constexpr uint64_t kLarge = 64 * 1024 * 1024;

uint64_t PageUp(uint64_t at) { return (at + kRingPage - 1) & ~(kRingPage - 1); }
uint64_t PageDown(uint64_t at) { return at & ~(kRingPage - 1); }

// A file larger than RLIMIT_FSIZE would be answered with SIGXFSZ.
uint64_t Extent() {
  struct rlimit limit;
  uint64_t most = kMostExtent;
  if (::getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    most = std::min<uint64_t>(most, limit.rlim_cur);
  }
  return most < 2 * kRingPage ? 0 : PageDown(most - kRingPage);
}

// MemAvailable of proc(5); unknown counts as enough.
uint64_t AvailableMemory() {
  UniqueFd fd(::open("/proc/meminfo", O_RDONLY | O_CLOEXEC));
  char text[512];
  ssize_t size = fd.valid() ? RetryOnEintr([&] { return ::read(fd.get(), text, sizeof text - 1); }) : -1;
  if (size <= 0) return UINT64_MAX;
  text[size] = 0;
  const char* line = ::strstr(text, "MemAvailable:");
  return line == nullptr ? UINT64_MAX : ::strtoull(line + 13, nullptr, 10) * 1024;
}

SysError NoQueue() { return {EINVAL, "", "the descriptor is not that of a queue", "ERR_BAD_MESSAGE"}; }

}  // namespace

Result<RingMemory> RingMemory::Create(uint64_t maxsize) {
  RingMemory memory;
  memory.extent_ = Extent();
  if (memory.extent_ == 0) return SysError{EFBIG, "ftruncate", "RLIMIT_FSIZE leaves no room for a queue"};
  Result<UniqueFd> fd = CreateSealedMemory("forkable-ring", kRingPage + memory.extent_);
  if (!fd.ok()) return fd.error();
  memory.fd_ = fd.take();
  Status ready = BackMemory(memory.fd(), 0, kRingPage);
  if (ready.ok()) ready = memory.MapHeader();
  if (!ready.ok()) return ready.error();
  memory.header()->magic = kRingMagic;
  memory.header()->extent = memory.extent_;
  memory.header()->maxsize = maxsize;
  return memory;
}

Result<RingMemory> RingMemory::Attach(int fd) {
  RingMemory memory;
  memory.fd_.reset(fd);
  Result<uint64_t> size = SealedSize(fd);
  if (!size.ok()) return size.error();
  if (size.value() <= 2 * kRingPage) return NoQueue();
  Status mapped = memory.MapHeader();
  if (!mapped.ok()) return mapped.error();
  memory.extent_ = size.value() - kRingPage;
  if (memory.header()->magic != kRingMagic || memory.header()->extent != memory.extent_) {
    return NoQueue();
  }
  return memory;
}

Status RingMemory::MapHeader() {
  void* at = ::mmap(nullptr, kRingPage, PROT_READ | PROT_WRITE, MAP_SHARED, fd(), 0);
  if (at == MAP_FAILED) return SysError::Last("mmap");
  header_ = Mapping(at, kRingPage);
  return Ok();
}

Status RingMemory::Grow(uint64_t end) {
  if (end > extent_) return SysError{ENOMEM, "mmap", "a queue cannot be larger than its file"};
  uint64_t length = std::max<uint64_t>(kFirstMap, data_.length());
  while (length < end) length *= 2;
  length = std::min(length, extent_);
  void* at = data_.valid() ? ::mremap(data_.address(), data_.length(), length, MREMAP_MAYMOVE)
                           : ::mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd(),
                                    static_cast<off_t>(kRingPage));
  if (at == MAP_FAILED) return SysError::Last(data_.valid() ? "mremap" : "mmap");
  data_.release();
  data_ = Mapping(at, length);
  return Ok();
}

bool RingMemory::Holds(uint64_t bytes) const {
  struct stat info;
  return ::fstat(fd(), &info) != 0 || bytes <= static_cast<uint64_t>(info.st_blocks) * 512;
}

Status RingMemory::Back(uint64_t from, uint64_t to) {
  from = PageDown(from);
  to = std::min(PageUp(to), extent_);
  if (to - from > kLarge && to - from > AvailableMemory()) {
    return SysError{ENOMEM, "fallocate", "there is not enough memory for the message"};
  }
  return BackMemory(fd(), kRingPage + from, kRingPage + to);
}

void RingMemory::Punch(uint64_t from, uint64_t to) {
  from = PageUp(from);
  to = PageDown(to);
  if (from < to) PunchMemory(fd(), kRingPage + from, kRingPage + to);
}

}  // namespace forkable
