#include "native/shm/process_life.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <cstddef>

#include "native/base/retry.h"

namespace forkable {

namespace {

enum class Read { kYes, kGone, kUnknown };

struct Stat {
  char state = '?';
  uint64_t start = 0;
};

// "/proc/<pid>/<file>"
void PathOf(pid_t pid, const char* file, char* out) {
  char digits[16];
  int count = 0;
  for (uint32_t rest = static_cast<uint32_t>(pid); rest > 0 || count == 0; rest /= 10) {
    digits[count++] = static_cast<char>('0' + rest % 10);
  }
  ::memcpy(out, "/proc/", 6);
  char* at = out + 6;
  while (count > 0) *at++ = digits[--count];
  *at++ = '/';
  ::strcpy(at, file);
}

Read ReadStat(pid_t pid, Stat* out) {
  char path[64];
  PathOf(pid, "stat", path);
  int fd = RetryOnEintr([&] { return ::open(path, O_RDONLY | O_CLOEXEC); });
  if (fd < 0) return errno == ENOENT && ::access("/proc/self", F_OK) == 0 ? Read::kGone : Read::kUnknown;
  char text[1024];
  ssize_t size = RetryOnEintr([&] { return ::read(fd, text, sizeof text - 1); });
  int err = errno;
  ::close(fd);
  if (size <= 0) return size < 0 && err == ESRCH ? Read::kGone : Read::kUnknown;
  text[size] = 0;
  // The name in parentheses may hold anything: what follows the last one is safe to parse.
  const char* at = ::strrchr(text, ')');
  if (at == nullptr || at[1] == 0) return Read::kUnknown;
  out->state = at[2];
  int field = 2;
  for (; *at != 0 && field < 22; at++) {
    if (*at == ' ') field++;
  }
  while (*at >= '0' && *at <= '9') out->start = out->start * 10 + static_cast<uint64_t>(*at++ - '0');
  return Read::kYes;
}

// Without a descriptor: the executable of a zombie cannot be resolved.
bool SeemsAlive(pid_t pid) {
  if (::kill(pid, 0) != 0 && errno == ESRCH) return false;
  char path[64];
  char target[16];
  PathOf(pid, "exe", path);
  if (::readlink(path, target, sizeof target) >= 0) return true;
  return errno != ENOENT || ::access("/proc/self", F_OK) != 0;
}

}  // namespace

uint64_t StartTimeOf(pid_t pid) {
  Stat stat;
  return ReadStat(pid, &stat) == Read::kYes ? stat.start : 0;
}

bool IsProcessAlive(pid_t pid, uint64_t start, uint64_t mask) {
  if (pid <= 0) return false;
  Stat stat;
  switch (ReadStat(pid, &stat)) {
    case Read::kGone:
      return false;
    case Read::kUnknown:
      return SeemsAlive(pid);
    case Read::kYes:
      break;
  }
  if (stat.state == 'Z' || stat.state == 'X' || stat.state == 'x') return false;
  return ((stat.start ^ start) & mask) == 0;
}

}  // namespace forkable
