// Tools for the time while other threads are stopped: system calls and static buffers only. A stopped thread
// may hold a lock of malloc or stdio, so nothing here allocates, formats or prints through libc's streams.
#ifndef FORKABLE_FORK_RAW_H_
#define FORKABLE_FORK_RAW_H_

#include <linux/futex.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace forkable::raw {

inline pid_t CurrentTid() { return static_cast<pid_t>(::syscall(SYS_gettid)); }

// Reads memory that may not be mapped. False instead of a fault.
inline bool ReadMemory(const void* from, void* to, size_t size) {
  struct iovec local = {to, size};
  struct iovec remote = {const_cast<void*>(from), size};
  return ::process_vm_readv(::getpid(), &local, 1, &remote, 1, 0) == static_cast<ssize_t>(size);
}

inline void FutexWait(std::atomic<uint32_t>* word, uint32_t expected,
                      const struct timespec* timeout = nullptr) {
  ::syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, timeout, nullptr, 0);
}
inline void FutexWakeAll(std::atomic<uint32_t>* word) {
  ::syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT32_MAX, nullptr, nullptr, 0);
}
void SleepMicros(long micros);

// The value of a lowercase hexadecimal digit, or -1.
int HexDigit(char c);

// The numeric entries of a folder of /proc (task, fd). Returns how many were written.
size_t ListNumbers(const char* folder, int* out, size_t capacity);

// Reads /proc/self/task/<tid>/<file> into a buffer and ends it with NUL. Length, or -1.
ssize_t ReadTaskFile(pid_t tid, const char* file, char* buffer, size_t size);

// The blocked signals of a thread, as a bit mask (bit 0 is signal 1). All ones when the thread is gone.
uint64_t BlockedSignals(pid_t tid);

// Does the thread sleep? One that is about to run, or runs, does not.
bool IsAsleep(pid_t tid);

// True when /proc/self/fd/<fd> is an epoll instance.
bool IsEpoll(int fd);

// Writes a message to stderr.
void Complain(const char* message);

}  // namespace forkable::raw

#endif  // FORKABLE_FORK_RAW_H_
