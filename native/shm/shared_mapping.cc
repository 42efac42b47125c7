#include "native/shm/shared_mapping.h"

#include <sys/mman.h>
#include <sys/stat.h>

#include "native/base/retry.h"

namespace forkable {

static Result<SharedMapping> Map(UniqueFd fd, size_t size) {
  int kind = (fd.valid() ? MAP_SHARED : MAP_SHARED | MAP_ANONYMOUS) | MAP_NORESERVE;
  void* at = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, kind, fd.get(), 0);
  if (at == MAP_FAILED) return SysError::Last("mmap");
  return SharedMapping{Mapping(at, size), std::move(fd)};
}

Result<SharedMapping> CreateSharedMapping(size_t size) {
  UniqueFd fd(::memfd_create("forkable", MFD_CLOEXEC));
  if (fd.valid() && RetryOnEintr([&] { return ::ftruncate(fd.get(), static_cast<off_t>(size)); }) != 0) {
    return SysError::Last("ftruncate");
  }
  return Map(std::move(fd), size);
}

Result<SharedMapping> AttachSharedMapping(UniqueFd fd, size_t size) {
  struct stat info;
  if (::fstat(fd.get(), &info) != 0) return SysError::Last("fstat");
  // Beyond the end of the file a mapping answers with SIGBUS.
  if (static_cast<uint64_t>(info.st_size) < size) return SysError{EINVAL, "mmap", "the memory is smaller"};
  return Map(std::move(fd), size);
}

}  // namespace forkable
