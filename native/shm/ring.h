// A queue of messages in shared memory for any number of processes on both ends. In the order of their
// commits; nothing is lost when the process that put it ends.
//
// Each side has a robust word: the ends of the ring move under it, messages are copied under it. A process
// killed anywhere in Put() or Take() leaves the ring as it was before or as it is after: nobody has to repair
// anything. What it can still owe is a wake-up: sleepers look for themselves every kBellSliceNanos.
//
// Thread: each Ring belongs to one thread of JavaScript. A fork shares the ring with the child; a Ring is
// good in both.
#ifndef FORKABLE_SHM_RING_H_
#define FORKABLE_SHM_RING_H_

#include <cstdint>

#include "native/base/deadline.h"
#include "native/base/result.h"
#include "native/shm/family.h"
#include "native/shm/ring_memory.h"
#include "native/shm/robust_word.h"
#include "native/shm/spin.h"

namespace forkable {

constexpr int64_t kBellSliceNanos = 100 * 1000 * 1000;
constexpr int kAsyncSliceMillis = 250;
// For the lock alone, when there is no time at all: it is held for a copy at most.
constexpr double kPatienceMillis = 200;

// kBusy: somebody else is at it just now. kTooLarge: the message is larger than the memory offered; it stays.
enum class RingStatus { kDone, kFull, kEmpty, kBusy, kTooLarge, kPeerDied };

struct Taking {
  RingStatus status = RingStatus::kEmpty;
  uint64_t length = 0;
  bool raw = false;
};

class Ring {
 public:
  static Result<Ring> Create(uint64_t maxsize);
  static Result<Ring> Attach(int fd);

  // One attempt, with a short spin for the other side's sake. `raw` is handed on as it is.
  Result<RingStatus> TryPut(const uint8_t* bytes, uint64_t length, bool raw);
  Result<Taking> TryTake(uint8_t* into, uint64_t capacity);
  // Several at a time, under one lock: messages one behind the other, four bytes of length before each. One
  // attempt; the first ones are done when others find no room. See ring_batch.cc.
  Result<uint64_t> TryPutMany(const uint8_t* letters, uint64_t size);
  // As many as there are and as fit; `length` is that of all together with what stands before them.
  Result<Taking> TryTakeMany(uint8_t* into, uint64_t capacity);
  // Waits: for the lock, for room or for a message. kFull, kEmpty: the deadline has passed. EINTR is an
  // error.
  Result<RingStatus> Put(const uint8_t* bytes, uint64_t length, bool raw, const Deadline& deadline);
  Result<Taking> Take(uint8_t* into, uint64_t capacity, const Deadline& deadline);

  uint64_t size() const;
  uint64_t maxsize() const { return header()->maxsize; }
  uint64_t puts() const { return header()->puts.load(); }
  bool HasItems() const { return header()->takes.load() < header()->puts.load(); }
  bool HasRoom() const { return maxsize() == 0 || size() < maxsize(); }

  // JoinableQueue: false when there were more calls than messages.
  bool Done();
  uint64_t unfinished() const;
  Result<bool> WaitUntilSettled(const Deadline& deadline);

  // A ring between two processes: who puts, who takes. A wait for the other ends when it is dead.
  void ClaimPut() { header()->putter.store(Self()); }
  void ClaimTake() { header()->taker.store(Self()); }
  bool PutterDied() const { return Died(header()->putter); }
  bool TakerDied() const { return Died(header()->taker); }

  RingHeader* header() const { return memory_.header(); }
  int fd() const { return memory_.fd(); }

 private:
  struct Spot {
    PutState state;  // after the message is put at state.tail
    Status status = Ok();
  };

  static bool Died(const Word& who) { return who.load() != kNobody && !IsAlive(who.load()); }

  // Gives the word back at the end of the scope.
  struct Held {
    Word* word;
    ~Held() { DropWord(word); }
  };
  // Of a side: who held its lock when it was tried in vain, and the count of messages then.
  struct Denial {
    uint32_t holder = 0;
    uint64_t count = 0;
  };
  static Result<bool> Enter(Word* lock, const std::atomic<uint64_t>& count, Denial* last);
  Result<bool> EnterPut() { return Enter(&header()->put_lock, header()->puts, &put_denial_); }

  Result<RingStatus> PutLocked(const uint8_t* bytes, uint64_t length, bool raw);
  Spot Place(PutState state, uint64_t size);
  PutState GoDown(PutState state);
  PutState GoUp(PutState state);
  bool MayGoDown(const PutState& state, uint64_t size);
  Status BackUp(uint64_t from, uint64_t end);

  bool SeesItems();
  Result<RingStatus> EnterTake();
  Result<Taking> TakeLocked(uint8_t* into, uint64_t capacity);
  void Free(Position head);

  template <typename Ready>
  Result<bool> Sleep(Bell* bell, const Deadline& deadline, Ready ready);

  RingMemory memory_;
  // What this process knows of the other side; both only ever grow, so an old value is safe.
  uint64_t known_puts_ = 0;
  uint64_t known_takes_ = 0;
  // The offset from which it is worth a look whether to go down; of which stretch.
  uint64_t look_at_ = 0;
  uint64_t look_in_ = 0;
  Denial put_denial_;
  Denial take_denial_;
  AdaptiveSpin spin_;
};

}  // namespace forkable

#endif  // FORKABLE_SHM_RING_H_
