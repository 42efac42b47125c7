#include "native/fork/raw.h"

#include <fcntl.h>

#include <cstring>

namespace forkable::raw {

namespace {

struct DirectoryEntry {
  uint64_t inode;
  int64_t offset;
  unsigned short length;
  unsigned char type;
  char name[];
};

char* AppendNumber(char* to, unsigned number) {
  char digits[12];
  int count = 0;
  do {
    digits[count++] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  while (count > 0) *to++ = digits[--count];
  *to = '\0';
  return to;
}

char* AppendText(char* to, const char* text) {
  size_t length = strlen(text);
  memcpy(to, text, length + 1);
  return to + length;
}

}  // namespace

void SleepMicros(long micros) {
  struct timespec time = {micros / 1000000, (micros % 1000000) * 1000};
  ::syscall(SYS_nanosleep, &time, nullptr);
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

size_t ListNumbers(const char* folder, int* out, size_t capacity) {
  static char buffer[32768];
  int fd = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd < 0) return 0;
  size_t count = 0;
  for (;;) {
    long got = ::syscall(SYS_getdents64, fd, buffer, sizeof buffer);
    if (got <= 0) break;
    for (long at = 0; at < got;) {
      auto* entry = reinterpret_cast<DirectoryEntry*>(buffer + at);
      at += entry->length;
      int number = 0;
      const char* c = entry->name;
      for (; *c >= '0' && *c <= '9'; c++) number = number * 10 + (*c - '0');
      if (c == entry->name || *c != '\0' || number == fd || count >= capacity) continue;
      out[count++] = number;
    }
  }
  ::close(fd);
  return count;
}

ssize_t ReadTaskFile(pid_t tid, const char* file, char* buffer, size_t size) {
  char path[64];
  char* end = AppendNumber(AppendText(path, "/proc/self/task/"), static_cast<unsigned>(tid));
  AppendText(end, file);
  int fd = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC));
  if (fd < 0) return -1;
  ssize_t got = ::read(fd, buffer, size - 1);
  ::close(fd);
  if (got < 0) return -1;
  buffer[got] = '\0';
  return got;
}

uint64_t BlockedSignals(pid_t tid) {
  static char buffer[8192];
  if (ReadTaskFile(tid, "/status", buffer, sizeof buffer) <= 0) return ~0ull;
  const char* at = strstr(buffer, "SigBlk:");
  if (at == nullptr) return ~0ull;
  at += 7;
  while (*at == ' ' || *at == '\t') at++;
  uint64_t mask = 0;
  for (;; at++) {
    int digit = HexDigit(*at);
    if (digit < 0) return mask;
    mask = mask * 16 + static_cast<uint64_t>(digit);
  }
}

bool IsAsleep(pid_t tid) {
  static char buffer[8192];
  if (ReadTaskFile(tid, "/status", buffer, sizeof buffer) <= 0) return false;
  const char* at = strstr(buffer, "State:");
  if (at == nullptr) return false;
  at += 6;
  while (*at == ' ' || *at == '\t') at++;
  return *at == 'S' || *at == 'I';
}

bool IsEpoll(int fd) {
  if (fd < 0) return false;
  char path[48];
  char target[64];
  AppendNumber(AppendText(path, "/proc/self/fd/"), static_cast<unsigned>(fd));
  ssize_t length = ::readlink(path, target, sizeof target);
  static const char kName[] = "anon_inode:[eventpoll]";
  return length == static_cast<ssize_t>(sizeof kName - 1) && memcmp(target, kName, sizeof kName - 1) == 0;
}

void Complain(const char* message) {
  ssize_t ignored = ::write(2, message, strlen(message));
  (void)ignored;
}

}  // namespace forkable::raw
