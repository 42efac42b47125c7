#include "native/shm/sealed_memory.h"

#include <fcntl.h>
#include <linux/memfd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "native/base/retry.h"

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

namespace forkable {

namespace {

constexpr int kSeals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
constexpr uint64_t kPiece = 8 * 1024 * 1024;
constexpr uint64_t kLeastPiece = 4096;
constexpr int kMostInterruptions = 100;

}  // namespace

Result<UniqueFd> CreateSealedMemory(const char* name, uint64_t size) {
  UniqueFd fd(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL));
  // Kernels before 6.3 do not know the last one.
  if (!fd.valid() && errno == EINVAL) fd.reset(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!fd.valid()) return SysError::Last("memfd_create");
  if (RetryOnEintr([&] { return ::ftruncate(fd.get(), static_cast<off_t>(size)); }) != 0) {
    return SysError::Last("ftruncate");
  }
  if (::fcntl(fd.get(), F_ADD_SEALS, kSeals) != 0) return SysError::Last("fcntl");
  return fd;
}

Result<uint64_t> SealedSize(int fd) {
  struct stat info;
  if (::fstat(fd, &info) != 0) return SysError::Last("fstat");
  int seals = ::fcntl(fd, F_GET_SEALS);
  if (seals < 0 || (seals & kSeals) != kSeals) {
    return SysError{EINVAL, "", "the descriptor is not that of shared memory", "ERR_BAD_MESSAGE"};
  }
  return static_cast<uint64_t>(info.st_size);
}

// In pieces: a signal makes the call give back what it has got so far, and a large one would never end under
// a profiler's timer. Smaller and smaller ones where signals come faster.
Status BackMemory(int fd, uint64_t from, uint64_t to) {
  uint64_t most = kPiece;
  int interrupted = 0;
  while (from < to) {
    uint64_t piece = std::min(most, to - from);
    if (::fallocate(fd, 0, static_cast<off_t>(from), static_cast<off_t>(piece)) == 0) {
      from += piece;
      interrupted = 0;
      continue;
    }
    if (errno != EINTR) return SysError::Last("fallocate");
    if (++interrupted > kMostInterruptions) {
      return SysError{EAGAIN, "fallocate", "signals leave no time to get memory"};
    }
    most = std::max(most / 2, kLeastPiece);
  }
  return Ok();
}

void PunchMemory(int fd, uint64_t from, uint64_t to) {
  int mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
  RetryOnEintr(
      [&] { return ::fallocate(fd, mode, static_cast<off_t>(from), static_cast<off_t>(to - from)); });
}

ino_t InodeOf(int fd) {
  struct stat info;
  return fd >= 0 && ::fstat(fd, &info) == 0 ? info.st_ino : 0;
}

}  // namespace forkable
