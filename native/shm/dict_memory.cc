#include "native/shm/dict_memory.h"

#include <fcntl.h>
#include <linux/memfd.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <algorithm>

#include "native/base/retry.h"

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

namespace forkable {

namespace {

constexpr int kSeals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
constexpr uint64_t kFirstMap = 64 * 1024;
constexpr uint64_t kLarge = 64 * 1024 * 1024;
constexpr uint64_t kPiece = 8 * 1024 * 1024;

off_t OffsetOf(uint32_t bucket, uint32_t half) {
  return static_cast<off_t>(kDictPage + (2 * bucket + half) * kHalfStride);
}

int OpenMemory() {
  int fd = ::memfd_create("forkable-dict", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);
  if (fd < 0 && errno == EINVAL) fd = ::memfd_create("forkable-dict", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  return fd;
}

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
  memory.fd_.reset(OpenMemory());
  if (!memory.fd_.valid()) return SysError::Last("memfd_create");
  if (::ftruncate(memory.fd(), static_cast<off_t>(kDictExtent)) != 0) return SysError::Last("ftruncate");
  if (::fcntl(memory.fd(), F_ADD_SEALS, kSeals) != 0) return SysError::Last("fcntl");
  if (RetryOnEintr([&] { return ::fallocate(memory.fd(), 0, 0, kDictPage); }) != 0) {
    return SysError::Last("fallocate");
  }
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
  struct stat info;
  if (::fstat(fd, &info) != 0) return SysError::Last("fstat");
  int seals = ::fcntl(fd, F_GET_SEALS);
  if (seals < 0 || (seals & kSeals) != kSeals || info.st_size != static_cast<off_t>(kDictExtent)) {
    return NotOurs();
  }
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
                                     fd(), OffsetOf(bucket, half));
  if (at == MAP_FAILED) return SysError::Last(mapped.valid() ? "mremap" : "mmap");
  mapped.release();
  mapped = Mapping(at, wanted);
  return mapped.bytes();
}

Status DictMemory::Back(uint32_t bucket, uint32_t half, uint64_t length) {
  if (length > kHalfStride || (length > kLarge && !MachineHas(length))) {
    return SysError{ENOMEM, "fallocate", "there is not enough memory for the entry"};
  }
  // In pieces: a signal makes the call give back what it has got so far.
  int interrupted = 0;
  for (uint64_t from = 0; from < length;) {
    uint64_t piece = std::min(kPiece, length - from);
    off_t at = OffsetOf(bucket, half) + static_cast<off_t>(from);
    if (::fallocate(fd(), 0, at, static_cast<off_t>(piece)) == 0) {
      from += piece;
    } else if (errno != EINTR || ++interrupted > 1000) {
      return SysError::Last("fallocate");
    }
  }
  return Ok();
}

void DictMemory::Punch(uint32_t bucket, uint32_t half) {
  int mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
  RetryOnEintr(
      [&] { return ::fallocate(fd(), mode, OffsetOf(bucket, half), static_cast<off_t>(kHalfStride)); });
}

}  // namespace forkable
