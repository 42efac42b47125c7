// The lock of users: held for any length of time, waited for with the event loop or without, fair, robust.
//
// Two words. `word` is 0 or the holder's identity with two marks: kSleepersBit (somebody may sleep on it) and
// kGrantedBit (handed to a process that has not noticed yet). `heir` is the identity of a process that has
// waited too long: the next release hands the lock to it instead of freeing it, so newcomers that never sleep
// cannot starve it. JavaScript does the uncontended half by itself: compare-and-swap 0 -> self, self -> 0.
//
// Every change of hands is one compare-and-swap on `word`; a holder that dies at any instruction is found by
// its identity there. A sleeper that dies with the wake-up meant for it costs the others at most a slice; an
// heir that dies with the grant is a dead holder (but nothing was left half done).
#ifndef FORKABLE_SHM_LOCK_WORD_H_
#define FORKABLE_SHM_LOCK_WORD_H_

#include "native/shm/robust_word.h"

namespace forkable {

constexpr uint32_t kGrantedBit = 0x40000000u;

struct LockWord {
  Word word;
  Word heir;
};

enum class Approach : uint32_t {
  kPoll,    // do not announce a sleeper
  kSleep,   // the caller will sleep on what it gets back
  kStarve,  // and has waited too long: wants to be the heir
};

struct Attempt {
  Taken taken = Taken::kNo;
  uint32_t seen = 0;  // kNo: the value to sleep on
};

// One attempt. `slept`: the caller was asleep on the word. `look`: check whether the holder lives.
Attempt TryLock(LockWord* lock, Approach approach, bool slept, bool look);
// Any process may release, as in Python. False: it was free.
bool ReleaseLock(LockWord* lock);
// The last local waiter goes away without the lock: gives up the heirship, passes on a grant.
void RetractLock(LockWord* lock);

}  // namespace forkable

#endif  // FORKABLE_SHM_LOCK_WORD_H_
