// A lock that is one word: for short critical sections of this library on shared memory (an update of a few
// words, a copy of a few kilobytes), from any process of the family.
//
// Free is 0; held is the holder's identity, put there by the same compare-and-swap that takes the lock, so
// that a death at any instruction is seen by whoever comes next: it takes the word over and is told
// (kInherited) to repair what the dead one may have left half done. Without contention no system call. With
// it: a short spin (not on one CPU), then futex(2) in slices after which the holder's life is checked.
//
// The holder may be stopped (SIGSTOP) in the middle: Take() then waits, and so do all others. Fork: the child
// has another identity, it does not hold what its parent holds. Only one thread of a process may use a
// word at a time (the JavaScript thread): threads share an identity.
#ifndef FORKABLE_SHM_ROBUST_WORD_H_
#define FORKABLE_SHM_ROBUST_WORD_H_

#include "native/base/deadline.h"
#include "native/shm/family.h"
#include "native/shm/futex.h"

namespace forkable {

constexpr uint32_t kSleepersBit = 0x80000000u;  // somebody may sleep on this word

enum class Taken { kNo, kYes, kInherited };

// One attempt. When the lock is held, looks whether the holder lives (8 µs).
Taken TryTakeWord(Word* word);
// A short spin until it is free; does not look whether the holder lives.
bool SpinForWord(Word* word);
// Waits until the word is free, the deadline has passed (kNo) or a signal came (EINTR).
// EAGAIN: this process has no identity.
Result<Taken> TakeWord(Word* word, const Deadline& deadline);
// The same without an end: signals do not interrupt it. For sections that cannot be given up.
Taken TakeWordSurely(Word* word);
// Gives it back and wakes one sleeper. False: it was not held by this process, nothing happened.
bool DropWord(Word* word);

// True when at least two CPUs may run this process: else spinning is lost time.
bool SpinningHelps();

// Holds a word for the length of a scope.
class WordGuard {
 public:
  explicit WordGuard(Word* word) : word_(word), taken_(TakeWordSurely(word)) {}
  ~WordGuard() { DropWord(word_); }
  WordGuard(const WordGuard&) = delete;
  WordGuard& operator=(const WordGuard&) = delete;
  // The previous holder died inside: repair first.
  bool inherited() const { return taken_ == Taken::kInherited; }

 private:
  Word* word_;
  Taken taken_;
};

}  // namespace forkable

#endif  // FORKABLE_SHM_ROBUST_WORD_H_
