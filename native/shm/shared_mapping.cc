#include "native/shm/shared_mapping.h"

#include <sys/mman.h>

#include "native/shm/sealed_memory.h"

namespace forkable {

static Result<SharedMapping> Map(UniqueFd fd, size_t size) {
  int kind = (fd.valid() ? MAP_SHARED : MAP_SHARED | MAP_ANONYMOUS) | MAP_NORESERVE;
  void* at = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, kind, fd.get(), 0);
  if (at == MAP_FAILED) return SysError::Last("mmap");
  ino_t inode = InodeOf(fd.get());
  return SharedMapping{Mapping(at, size), std::move(fd), inode};
}

Result<SharedMapping> CreateSharedMapping(const char* name, size_t size) {
  Result<UniqueFd> fd = CreateSealedMemory(name, size);
  if (fd.ok()) return Map(fd.take(), size);
  bool exhausted = fd.error().err == EMFILE || fd.error().err == ENFILE;
  return exhausted ? Map(UniqueFd(), size) : Result<SharedMapping>(fd.error());
}

Result<SharedMapping> AttachSharedMapping(UniqueFd fd) {
  Result<uint64_t> size = SealedSize(fd.get());
  if (!size.ok()) return size.error();
  return Map(std::move(fd), size.value());
}

}  // namespace forkable
