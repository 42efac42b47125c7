// futex(2) on words that several processes map: never the PRIVATE kind.
#ifndef FORKABLE_SHM_FUTEX_H_
#define FORKABLE_SHM_FUTEX_H_

#include <atomic>
#include <cstdint>

#include "native/base/result.h"

namespace forkable {

using Word = std::atomic<uint32_t>;
static_assert(sizeof(Word) == 4 && Word::is_always_lock_free, "a word is what futex(2) calls one");

// The longest sleep without a look at who is still alive.
constexpr int64_t kSliceNanos = 20 * 1000 * 1000;

enum class Sleep { kWoken, kTimedOut };

// Sleeps while *word == expected, at most `nanos`. kWoken also when the word differed already, and now and
// then for no reason: callers look at their condition again. EINTR is returned as an error, always.
Result<Sleep> FutexWait(Word* word, uint32_t expected, int64_t nanos, uint32_t bits = ~0u);
// How many were woken.
int FutexWake(Word* word, int count, uint32_t bits = ~0u);
constexpr int kEverybody = INT32_MAX;

inline void CpuRelax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

}  // namespace forkable

#endif  // FORKABLE_SHM_FUTEX_H_
