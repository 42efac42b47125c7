#include "native/posix/memory_objects.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

namespace forkable {

static int PathOf(const std::string& name, std::string* path) {
  size_t start = name.empty() || name[0] != '/' ? 0 : 1;
  std::string bare = name.substr(start);
  if (bare.empty() || bare.find('/') != std::string::npos || bare == "." || bare == "..") return EINVAL;
  if (bare.size() > NAME_MAX) return ENAMETOOLONG;
  *path = "/dev/shm/" + bare;
  return 0;
}

Result<int> ShmOpen(const std::string& name, int flags, mode_t mode) {
  std::string path;
  if (int error = PathOf(name, &path)) return SysError{error, "shm_open"};
  int fd = ::open(path.c_str(), flags | O_NOFOLLOW | O_CLOEXEC, mode);
  if (fd < 0) return SysError::Last("shm_open");
  return fd;
}

Status ShmUnlink(const std::string& name) {
  std::string path;
  if (int error = PathOf(name, &path)) return SysError{error, "shm_unlink"};
  if (::unlink(path.c_str()) < 0) return SysError::Last("shm_unlink");
  return Ok();
}

Result<Mapping> Map(int fd, size_t length, int prot, int flags, int64_t offset) {
  struct stat file = {};
  if ((flags & MAP_ANONYMOUS) == 0) {
    if (::fstat(fd, &file) < 0) return SysError::Last("mmap");
    if (S_ISREG(file.st_mode) &&
        (offset > file.st_size || length > static_cast<size_t>(file.st_size - offset)))
      return SysError{EOVERFLOW, "mmap", "the range ends beyond the end of the file"};
  }
  void* address = ::mmap(nullptr, length, prot, flags, fd, offset);
  if (address == MAP_FAILED) return SysError::Last("mmap");
  return Mapping(address, length);
}

}  // namespace forkable
