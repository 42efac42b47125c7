#include "native/shm/segment.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "native/base/retry.h"
#include "native/posix/memory_objects.h"

namespace forkable {

namespace {

constexpr char kFolder[] = "/dev/shm";
constexpr mode_t kTracked = S_ISVTX;

bool IsTracked(const struct stat& file) {
  return S_ISREG(file.st_mode) && (file.st_mode & kTracked) != 0 && file.st_uid == ::geteuid();
}

std::string BareName(const std::string& name) {
  return !name.empty() && name[0] == '/' ? name.substr(1) : name;
}

// Locks (a creator), sets the size and the mark: all before the file has a name.
Status Prepare(int fd, int64_t size, bool tracked) {
  if (tracked && ::flock(fd, LOCK_EX | LOCK_NB) != 0) return SysError::Last("flock");
  // Reserved, not only promised: memory that is not there would be a SIGBUS later.
  int err = 0;
  do {
    err = ::posix_fallocate(fd, 0, size);
  } while (err == EINTR);
  if (err != 0) return SysError{err, "posix_fallocate"};
  if (::fchmod(fd, tracked ? 0600 | kTracked : 0600) != 0) return SysError::Last("fchmod");
  return Ok();
}

Status GiveName(int fd, const std::string& name) {
  std::string self = "/proc/self/fd/" + std::to_string(fd);
  std::string path = std::string(kFolder) + "/" + BareName(name);
  if (::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) != 0) {
    return SysError::Last("shm_open");
  }
  return Ok();
}

// True when the file behind `fd` was tracked and its creator is gone: then it has been removed.
bool RemoveIfAbandoned(int fd, const std::string& name) {
  struct stat file;
  struct stat named;
  if (::fstat(fd, &file) != 0 || !IsTracked(file)) return false;
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) return false;
  // Under the lock: nobody else removes it now, and the name still means this file.
  std::string path = std::string(kFolder) + "/" + name;
  bool same =
      ::lstat(path.c_str(), &named) == 0 && named.st_ino == file.st_ino && named.st_dev == file.st_dev;
  if (same) ::unlink(path.c_str());
  return true;
}

}  // namespace

Result<Segment> CreateSegment(const std::string& name, int64_t size, bool tracked) {
  // The rules for names, and a segment of that name whose creator is gone.
  Result<Segment> before = AttachSegment(name);
  if (before.ok()) return SysError{EEXIST, "shm_open"};
  if (before.error().err != ENOENT) return before.error();
  UniqueFd fd(RetryOnEintr([] { return ::open(kFolder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600); }));
  if (!fd.valid()) return SysError::Last("shm_open");
  Status prepared = Prepare(fd.get(), size, tracked);
  if (!prepared.ok()) return prepared.error();
  Status named = GiveName(fd.get(), name);
  if (!named.ok()) return named.error();
  return Segment{std::move(fd), size};
}

Result<Segment> AttachSegment(const std::string& name) {
  Result<int> opened = ShmOpen(name, O_RDWR, 0600);
  if (!opened.ok()) return opened.error();
  UniqueFd fd(opened.value());
  if (RemoveIfAbandoned(fd.get(), BareName(name))) return SysError{ENOENT, "shm_open"};
  struct stat file;
  if (::fstat(fd.get(), &file) != 0) return SysError::Last("fstat");
  if (!S_ISREG(file.st_mode)) return SysError{EINVAL, "shm_open"};
  if (file.st_nlink == 0) return SysError{ENOENT, "shm_open"};
  return Segment{std::move(fd), file.st_size};
}

int ReapSegments() {
  DIR* folder = ::opendir(kFolder);
  if (folder == nullptr) return 0;
  int removed = 0;
  while (const struct dirent* entry = ::readdir(folder)) {
    struct stat file;
    if (::fstatat(::dirfd(folder), entry->d_name, &file, AT_SYMLINK_NOFOLLOW) != 0 || !IsTracked(file))
      continue;
    UniqueFd fd(::openat(::dirfd(folder), entry->d_name, O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    if (fd.valid() && RemoveIfAbandoned(fd.get(), entry->d_name)) removed++;
  }
  ::closedir(folder);
  return removed;
}

}  // namespace forkable
