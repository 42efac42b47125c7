#include "native/shm/futex.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "native/base/deadline.h"

namespace forkable {

Result<Sleep> FutexWait(Word* word, uint32_t expected, int64_t nanos, uint32_t bits) {
  struct timespec until = ToTimespec(NowNanos() + (nanos < kNanosPerSecond ? nanos : kNanosPerSecond));
  long status = ::syscall(SYS_futex, word, FUTEX_WAIT_BITSET, expected, &until, nullptr, bits);
  if (status == 0 || errno == EAGAIN) return Sleep::kWoken;
  if (errno == ETIMEDOUT) return Sleep::kTimedOut;
  return SysError::Last("futex");
}

int FutexWake(Word* word, int count, uint32_t bits) {
  long woken = ::syscall(SYS_futex, word, FUTEX_WAKE_BITSET, count, nullptr, nullptr, bits);
  return woken > 0 ? static_cast<int>(woken) : 0;
}

}  // namespace forkable
