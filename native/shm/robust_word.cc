#include "native/shm/robust_word.h"

#include <sched.h>

namespace forkable {

namespace {

constexpr int kSpins = 200;

// Somebody died holding `seen`: the first to replace it inherits. The sleepers bit stays, there may be more
// of us.
bool Inherit(Word* word, uint32_t seen) {
  if ((seen & kIdentityMask) == 0 || IsAlive(seen)) return false;
  return word->compare_exchange_strong(seen, Self() | kSleepersBit);
}

bool Spin(Word* word, uint32_t self) {
  if (self == kNobody || !SpinningHelps()) return false;
  for (int i = 0; i < kSpins; i++) {
    uint32_t seen = word->load(std::memory_order_relaxed);
    if (seen == 0 && word->compare_exchange_strong(seen, self)) return true;
    if ((seen & kSleepersBit) != 0) return false;  // others are asleep already: it takes longer
    CpuRelax();
  }
  return false;
}

}  // namespace

bool SpinningHelps() {
  static const bool helps = [] {
    cpu_set_t set;
    return ::sched_getaffinity(0, sizeof set, &set) != 0 || CPU_COUNT(&set) > 1;
  }();
  return helps;
}

bool SpinForWord(Word* word) { return Spin(word, Self()); }

Taken TryTakeWord(Word* word) {
  uint32_t self = Self();
  uint32_t seen = 0;
  if (self == kNobody) return Taken::kNo;
  if (word->compare_exchange_strong(seen, self)) return Taken::kYes;
  // Free, but with sleepers on record (nobody leaves a word like that; a stray write might).
  if (seen == kSleepersBit) {
    return word->compare_exchange_strong(seen, self | kSleepersBit) ? Taken::kYes : Taken::kNo;
  }
  return Inherit(word, seen) ? Taken::kInherited : Taken::kNo;
}

Result<Taken> TakeWord(Word* word, const Deadline& deadline) {
  uint32_t self = Self();
  if (self == kNobody) return FamilyError();
  if (Spin(word, self)) return Taken::kYes;
  bool slept = false;
  for (;;) {
    uint32_t seen = word->load();
    if ((seen & kIdentityMask) == 0) {
      // Who has slept may not be the only one: the bit makes its own release wake the next.
      if (word->compare_exchange_weak(seen, slept ? self | kSleepersBit : self | seen)) return Taken::kYes;
      continue;
    }
    if ((seen & kSleepersBit) == 0) {
      if (!word->compare_exchange_strong(seen, seen | kSleepersBit)) continue;
      seen |= kSleepersBit;
    }
    if (deadline.passed()) return Inherit(word, seen) ? Taken::kInherited : Taken::kNo;
    Result<Sleep> sleep = FutexWait(word, seen, deadline.left_at_most(kSliceNanos));
    slept = true;
    if (!sleep.ok()) return sleep.error();
    if (sleep.value() == Sleep::kTimedOut && Inherit(word, seen)) return Taken::kInherited;
  }
}

Taken TakeWordSurely(Word* word) {
  for (;;) {
    Result<Taken> taken = TakeWord(word, Deadline::Never());
    if (taken.ok()) return taken.value();
    if (taken.error().err != EINTR) return Taken::kNo;  // no identity: callers have asked Self() before
  }
}

bool DropWord(Word* word) {
  uint32_t seen = word->load(std::memory_order_relaxed);
  uint32_t self = Self();
  if (self == kNobody || (seen & kIdentityMask) != self) return false;
  if ((word->exchange(0) & kSleepersBit) != 0) FutexWake(word, 1);
  return true;
}

}  // namespace forkable
