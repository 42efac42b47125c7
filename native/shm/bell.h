// Sleeping until something changes in a ring. See Bell in ring_layout.h.
#ifndef FORKABLE_SHM_BELL_H_
#define FORKABLE_SHM_BELL_H_

#include "native/shm/ring_layout.h"

namespace forkable {

constexpr uint32_t kBellSleepers = 1;

// What comes before is seen by others before what comes after is looked at: after an exchange (the unlocking
// of a word) x86 gives that for nothing.
inline void FenceAfterExchange() {
#if defined(__x86_64__)
  std::atomic_signal_fence(std::memory_order_seq_cst);
#else
  std::atomic_thread_fence(std::memory_order_seq_cst);
#endif
}

// After the news has been stored, and a word unlocked or exchanged.
inline void RingBell(Bell* bell) {
  FenceAfterExchange();
  uint32_t seen = bell->load(std::memory_order_relaxed);
  while ((seen & kBellSleepers) != 0) {
    if (bell->compare_exchange_weak(seen, (seen + 2) & ~kBellSleepers)) {
      FutexWake(bell, kEverybody);
      return;
    }
  }
}

// Announces a sleeper: what the word then is. The caller looks for news once more, and only then sleeps while
// the word is this.
inline uint32_t ExpectBell(Bell* bell) {
  uint32_t seen = bell->load();
  while ((seen & kBellSleepers) == 0) {
    if (bell->compare_exchange_weak(seen, seen | kBellSleepers)) break;
  }
  std::atomic_thread_fence(std::memory_order_seq_cst);
  return seen | kBellSleepers;
}

}  // namespace forkable

#endif  // FORKABLE_SHM_BELL_H_
