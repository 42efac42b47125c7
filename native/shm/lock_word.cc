#include "native/shm/lock_word.h"

namespace forkable {

namespace {

void GiveUpHeirship(LockWord* lock, uint32_t self) {
  uint32_t mine = self;
  if (lock->heir.load(std::memory_order_relaxed) == self) lock->heir.compare_exchange_strong(mine, 0);
}

void BecomeHeir(LockWord* lock, uint32_t self) {
  uint32_t heir = lock->heir.load();
  if (heir == self || (heir != 0 && IsAlive(heir))) return;
  lock->heir.compare_exchange_strong(heir, self);
}

bool IsFreeFor(uint32_t seen, uint32_t self) {
  if ((seen & kIdentityMask) == 0) return true;
  return (seen & kGrantedBit) != 0 && (seen & kIdentityMask) == self;
}

}  // namespace

Attempt TryLock(LockWord* lock, Approach approach, bool slept, bool look) {
  uint32_t self = Self();
  uint32_t marks = slept ? kSleepersBit : 0;
  for (;;) {
    uint32_t seen = lock->word.load();
    if (IsFreeFor(seen, self)) {
      if (!lock->word.compare_exchange_weak(seen, self | marks | (seen & kSleepersBit))) continue;
      GiveUpHeirship(lock, self);
      return {Taken::kYes};
    }
    if (look && !IsAlive(seen)) {
      if (!lock->word.compare_exchange_strong(seen, self | kSleepersBit)) continue;
      GiveUpHeirship(lock, self);
      return {(seen & kGrantedBit) != 0 ? Taken::kYes : Taken::kInherited};
    }
    if (approach == Approach::kPoll) return {Taken::kNo, seen};
    if (approach == Approach::kStarve)
      BecomeHeir(lock, self);  // before the mark: a release that sees it looks
    if ((seen & kSleepersBit) != 0) return {Taken::kNo, seen};
    if (lock->word.compare_exchange_weak(seen, seen | kSleepersBit)) return {Taken::kNo, seen | kSleepersBit};
  }
}

bool ReleaseLock(LockWord* lock) {
  for (;;) {
    uint32_t seen = lock->word.load();
    if ((seen & kIdentityMask) == 0) return false;
    uint32_t heir = lock->heir.load();
    if (heir != 0) {
      if (!lock->word.compare_exchange_weak(seen, heir | kGrantedBit | kSleepersBit)) continue;
      lock->heir.compare_exchange_strong(heir, 0);
      FutexWake(&lock->word, kEverybody);  // the heir is one of them
      return true;
    }
    if (!lock->word.compare_exchange_weak(seen, 0)) continue;
    if ((seen & kSleepersBit) != 0) FutexWake(&lock->word, 1);
    return true;
  }
}

void RetractLock(LockWord* lock) {
  uint32_t self = Self();
  GiveUpHeirship(lock, self);
  uint32_t seen = lock->word.load();
  while ((seen & kGrantedBit) != 0 && (seen & kIdentityMask) == self) {
    if (!lock->word.compare_exchange_weak(seen, self | kSleepersBit)) continue;
    ReleaseLock(lock);
    return;
  }
}

}  // namespace forkable
