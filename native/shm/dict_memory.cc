#include "native/shm/dict_memory.h"

#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <algorithm>

#include "native/shm/sealed_memory.h"

namespace forkable {

namespace {

constexpr uint64_t kFirstMap = 64 * 1024;
constexpr uint64_t kLarge = 64 * 1024 * 1024;

uint64_t OffsetOf(uint32_t bucket, uint32_t half) { return kDictPage + (2 * bucket + half) * kHalfStride; }

SysError NotOurs() { return {EINVAL, "", "the descriptor is not that of a SharedDict", "ERR_BAD_MESSAGE"}; }

bool MachineHas(uint64_t bytes) {
  struct sysinfo info;
  if (::sysinfo(&info) != 0) return true;
  return bytes < (static_cast<uint64_t>(info.totalram) + info.totalswap) * info.mem_unit;
}

}  // namespace

Result<DictMemory> DictMemory::Create() {
  DictMemory memory;
  struct rlimit limit;
  // A file larger than RLIMIT_FSIZE would be answered with SIGXFSZ.
  if (::getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur < kDictExtent) {
    return SysError{EFBIG, "ftruncate", "RLIMIT_FSIZE leaves no room for a SharedDict"};
  }
  Result<UniqueFd> fd = CreateSealedMemory("forkable-dict", kDictExtent);
  if (!fd.ok()) return fd.error();
  memory.fd_ = fd.take();
  Status backed = BackMemory(memory.fd(), 0, kDictPage);
  if (!backed.ok()) return backed.error();
  Status mapped = memory.MapHeader();
  if (!mapped.ok()) return mapped.error();
  if (::getrandom(&memory.header()->seed, sizeof(uint64_t), GRND_NONBLOCK) != sizeof(uint64_t)) {
    memory.header()->seed = reinterpret_cast<uintptr_t>(memory.header()) ^ static_cast<uint64_t>(::getpid());
  }
  memory.header()->magic = kDictMagic;
  return memory;
}

Result<DictMemory> DictMemory::Attach(int fd) {
  DictMemory memory;
  memory.fd_.reset(fd);
  Result<uint64_t> size = SealedSize(fd);
  if (!size.ok()) return size.error();
  if (size.value() != kDictExtent) return NotOurs();
  Status mapped = memory.MapHeader();
  if (!mapped.ok()) return mapped.error();
  if (memory.header()->magic != kDictMagic) return NotOurs();
  return memory;
}

Status DictMemory::MapHeader() {
  void* at = ::mmap(nullptr, kDictPage, PROT_READ | PROT_WRITE, MAP_SHARED, fd(), 0);
  if (at == MAP_FAILED) return SysError::Last("mmap");
  header_ = Mapping(at, kDictPage);
  return Ok();
}

Result<uint8_t*> DictMemory::Map(uint32_t bucket, uint32_t half, uint64_t length) {
  Mapping& mapped = halves_[bucket][half];
  if (length <= mapped.length()) return mapped.bytes();
  if (length > kHalfStride) return SysError{ENOMEM, "mmap", "a bucket cannot be larger than its place"};
  uint64_t wanted = std::max<uint64_t>(kFirstMap, mapped.length());
  while (wanted < length) wanted *= 2;
  void* at = mapped.valid() ? ::mremap(mapped.address(), mapped.length(), wanted, MREMAP_MAYMOVE)
                            : ::mmap(nullptr, wanted, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE,
                                     fd(), static_cast<off_t>(OffsetOf(bucket, half)));
  if (at == MAP_FAILED) return SysError::Last(mapped.valid() ? "mremap" : "mmap");
  mapped.release();
  mapped = Mapping(at, wanted);
  return mapped.bytes();
}

Status DictMemory::Back(uint32_t bucket, uint32_t half, uint64_t length) {
  if (length > kHalfStride || (length > kLarge && !MachineHas(length))) {
    return SysError{ENOMEM, "fallocate", "there is not enough memory for the entry"};
  }
  uint64_t at = OffsetOf(bucket, half);
  return BackMemory(fd(), at, at + length);
}

void DictMemory::Punch(uint32_t bucket, uint32_t half) {
  uint64_t at = OffsetOf(bucket, half);
  PunchMemory(fd(), at, at + kHalfStride);
}

}  // namespace forkable
