// What glibc 2.28 does not have, or has in a library that Node does not bring (librt). The linker sends calls
// of NAME to __wrap_NAME (binding.gyp). Async-signal-safe, as the functions they stand for.
#include "native/base/glibc_floor.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>

extern "C" {

// libstdc++ asks it whether counters need to be atomic: yes, there are always threads.
__attribute__((visibility("hidden"))) char __libc_single_threaded = 0;

// Before 2.33 these were inline functions. The kernel's struct stat is glibc's on 64-bit machines.
int __wrap_fstat64(int fd, struct stat64* out) { return static_cast<int>(::syscall(SYS_fstat, fd, out)); }
int __wrap_fstatat64(int dir, const char* path, struct stat64* out, int flags) {
  return static_cast<int>(::syscall(SYS_newfstatat, dir, path, out, flags));
}
int __wrap_stat64(const char* path, struct stat64* out) { return __wrap_fstatat64(AT_FDCWD, path, out, 0); }
int __wrap_lstat64(const char* path, struct stat64* out) {
  return __wrap_fstatat64(AT_FDCWD, path, out, AT_SYMLINK_NOFOLLOW);
}

// glibc's timer_t holds the kernel's number, except for SIGEV_THREAD, which nothing here uses.
int __wrap_timer_create(clockid_t clock, struct sigevent* event, timer_t* out) {
  int id = 0;
  if (::syscall(SYS_timer_create, clock, event, &id) != 0) return -1;
  *out = reinterpret_cast<timer_t>(static_cast<intptr_t>(id));
  return 0;
}

int __wrap_timer_settime(timer_t timer, int flags, const struct itimerspec* value, struct itimerspec* old) {
  int id = static_cast<int>(reinterpret_cast<intptr_t>(timer));
  return static_cast<int>(::syscall(SYS_timer_settime, id, flags, value, old));
}

int __wrap_timer_delete(timer_t timer) {
  return static_cast<int>(::syscall(SYS_timer_delete, static_cast<int>(reinterpret_cast<intptr_t>(timer))));
}

// libstdc++'s own, which comes from the machine of the build, asks for these.
uint32_t __wrap_arc4random() {
  uint32_t value = 0;
  while (::syscall(SYS_getrandom, &value, sizeof(value), 0) != sizeof(value)) {
  }
  return value;
}
int __wrap_pthread_once(pthread_once_t* once, void (*run)()) { return ::pthread_once(once, run); }
int __wrap___pthread_key_create(pthread_key_t* key, void (*destroy)(void*)) {
  return ::pthread_key_create(key, destroy);
}

}  // extern "C"
