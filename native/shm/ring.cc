#include "native/shm/ring.h"

#include <string.h>

#include <algorithm>
#include <utility>

#include "native/shm/bell.h"
#include "native/shm/robust_word.h"

namespace forkable {

namespace {

constexpr uint64_t kWarm = 64 * 1024;         // a ring that is read in time stays within twice this
constexpr uint64_t kKeep = 16 * 1024 * 1024;  // memory below this offset is not given back
constexpr uint64_t kPunchFrom = 1024 * 1024;  // above it, in portions of this
constexpr uint64_t kTrusted = 256 * 1024;     // a longer message than this is looked at twice
constexpr uint64_t kLeastBack = 64 * 1024;
constexpr uint64_t kMostBack = 1024 * 1024;
constexpr int kMostJumps = 4;

SysError Damaged() { return {EBADMSG, "", "the memory of the queue is damaged", "ERR_BAD_MESSAGE"}; }

uint64_t* RecordAt(uint8_t* data, uint64_t offset) { return reinterpret_cast<uint64_t*>(data + offset); }

Deadline Patience(const Deadline& deadline) {
  Deadline least = Deadline::AfterMillis(kPatienceMillis);
  return deadline.at() < least.at() ? least : deadline;
}

}  // namespace

Result<Ring> Ring::Create(uint64_t maxsize) {
  if (Self() == kNobody) return FamilyError();
  Result<RingMemory> memory = RingMemory::Create(maxsize);
  if (!memory.ok()) return memory.error();
  Ring ring;
  ring.memory_ = memory.take();
  return ring;
}

Result<Ring> Ring::Attach(int fd) {
  Result<RingMemory> memory = RingMemory::Attach(fd);
  if (!memory.ok()) return memory.error();
  if (Self() == kNobody) return FamilyError();
  Ring ring;
  ring.memory_ = memory.take();
  return ring;
}

// One attempt, with a short spin. Whether the holder lives is a question to the kernel: it is asked when
// nothing has moved since the last attempt.
Result<bool> Ring::Enter(Word* lock, const std::atomic<uint64_t>& count, Denial* last) {
  uint32_t self = Self();
  if (self == kNobody) return FamilyError();
  uint32_t seen = 0;
  if (lock->compare_exchange_strong(seen, self) || SpinForWord(lock)) return true;
  Denial denial = {lock->load() & kIdentityMask, count.load()};
  bool again = denial.holder == last->holder && denial.count == last->count;
  *last = denial;
  return again && TryTakeWord(lock) != Taken::kNo;
}

// ---- putting

Result<RingStatus> Ring::TryPut(const uint8_t* bytes, uint64_t length, bool raw) {
  Word* lock = &header()->put_lock;
  Result<bool> entered = EnterPut();
  if (!entered.ok()) return entered.error();
  if (!entered.value()) return RingStatus::kBusy;
  Result<RingStatus> result = [&] {
    Held held{lock};
    return PutLocked(bytes, length, raw);
  }();
  if (result.ok() && result.value() == RingStatus::kDone) RingBell(&header()->items);
  return result;
}

Result<RingStatus> Ring::Put(const uint8_t* bytes, uint64_t length, bool raw, const Deadline& deadline) {
  Deadline patience = Patience(deadline);
  for (;;) {
    Result<Taken> taken = TakeWord(&header()->put_lock, patience);
    if (!taken.ok()) return taken.error();
    if (taken.value() == Taken::kNo) return RingStatus::kBusy;
    Result<RingStatus> result = [&] {
      Held held{&header()->put_lock};
      return PutLocked(bytes, length, raw);
    }();
    if (!result.ok()) return result;
    if (result.value() == RingStatus::kDone) {
      RingBell(&header()->items);
      return result;
    }
    if (TakerDied()) return RingStatus::kPeerDied;
    Result<bool> more = Sleep(&header()->room, deadline, [this] { return HasRoom(); });
    if (!more.ok()) return more.error();
    if (!more.value()) return RingStatus::kFull;
  }
}

Result<RingStatus> Ring::PutLocked(const uint8_t* bytes, uint64_t length, bool raw) {
  RingHeader* h = header();
  uint64_t puts = h->puts.load(std::memory_order_relaxed);
  if (h->maxsize != 0 && puts - known_takes_ >= h->maxsize) {
    known_takes_ = h->takes.load(std::memory_order_acquire);
    if (puts - known_takes_ >= h->maxsize) return RingStatus::kFull;
  }
  if (length > memory_.extent()) return SysError{ENOMEM, "mmap", "a queue cannot be larger than its file"};
  uint64_t size = RecordSize(length);
  Spot spot = Place(h->put_states[puts & 1], size);
  if (!spot.status.ok()) return spot.status.error();
  uint64_t offset = OffsetOf(spot.state.tail);
  *RecordAt(memory_.data(), offset) = length | (raw ? kRaw : 0);
  ::memcpy(memory_.data() + offset + kRecordHead, bytes, length);
  spot.state.tail += size;
  h->put_states[(puts + 1) & 1] = spot.state;
  h->puts.store(puts + 1, std::memory_order_release);
  return RingStatus::kDone;
}

// Where a record of this size goes. Behind it there is always room for a jump.
Ring::Spot Ring::Place(PutState state, uint64_t size) {
  uint64_t need = size + kRecordHead;
  uint64_t offset = OffsetOf(state.tail);
  if (offset > memory_.extent() - kRecordHead) return {state, Damaged()};
  Position freed = 0;
  if ((state.high & kBelow) != 0) {
    freed = header()->freed.load(std::memory_order_acquire);
    if (StretchOf(freed) == StretchOf(state.tail)) state.high = 0;  // the reader has come down as well
  }
  if ((state.high & kBelow) != 0) {
    if (offset + need > OffsetOf(freed)) {
      Status mapped = memory_.Map(offset + kRecordHead);
      if (!mapped.ok()) return {state, mapped};
      state = GoUp(state);
    }
  } else if (offset + need > kWarm && MayGoDown(state, need)) {
    state = GoDown(state);
  }
  offset = OffsetOf(state.tail);
  uint64_t end = offset + need;
  Status ready = memory_.Map(end);
  if (ready.ok() && end > header()->backed.load(std::memory_order_relaxed)) ready = BackUp(offset, end);
  return {state, ready};
}

// The space below has been read, and it is not less than what has not: else the two would alternate.
bool Ring::MayGoDown(const PutState& state, uint64_t need) {
  uint64_t offset = OffsetOf(state.tail);
  if (look_in_ != StretchOf(state.tail)) {
    look_in_ = StretchOf(state.tail);
    look_at_ = 0;
  }
  if (offset + need < look_at_) return false;
  Position freed = header()->freed.load(std::memory_order_acquire);
  uint64_t room = OffsetOf(freed);
  bool same = StretchOf(freed) == StretchOf(state.tail) && room <= offset;
  if (same && room >= kWarm && room >= need && room >= offset - room) return true;
  look_at_ = offset + need + std::max(kWarm / 8, offset / 16);
  return false;
}

PutState Ring::GoDown(PutState state) {
  uint64_t offset = OffsetOf(state.tail);
  if (!memory_.Map(offset + kRecordHead).ok()) return state;
  *RecordAt(memory_.data(), offset) = kJump;
  uint64_t backed = header()->backed.load(std::memory_order_relaxed);
  header()->backed.store(std::min(backed, kKeep), std::memory_order_relaxed);
  return {NextStretch(state.tail, 0), (offset + kRecordHead) | kBelow};
}

PutState Ring::GoUp(PutState state) {
  uint64_t high = state.high & ~kBelow & kOffsetMask;
  *RecordAt(memory_.data(), OffsetOf(state.tail)) = kJump | high;
  // Memory above may have been given back since it was last used.
  uint64_t backed = header()->backed.load(std::memory_order_relaxed);
  if (high >= kKeep) header()->backed.store(high, std::memory_order_relaxed);
  else header()->backed.store(std::max(backed, high), std::memory_order_relaxed);
  return {NextStretch(state.tail, high), 0};
}

Status Ring::BackUp(uint64_t from, uint64_t end) {
  uint64_t backed = header()->backed.load(std::memory_order_relaxed);
  uint64_t step = std::min(std::max(backed, kLeastBack), kMostBack);
  uint64_t to = std::min(end + step - 1, memory_.extent());
  to -= to % kRingPage;
  to = std::max(to, end);
  Status status = memory_.Back(std::max(backed, from), to);
  if (!status.ok()) return status;
  header()->backed.store(to, std::memory_order_relaxed);
  return Ok();
}

// ---- taking

// An empty ring is left alone: no lock, nothing written.
bool Ring::SeesItems() {
  RingHeader* h = header();
  uint64_t takes = h->takes.load(std::memory_order_acquire);
  if (known_puts_ <= takes) known_puts_ = h->puts.load(std::memory_order_acquire);
  return known_puts_ > takes;
}

// kDone: this process holds the lock.
Result<RingStatus> Ring::EnterTake() {
  if (!SeesItems()) return RingStatus::kEmpty;
  Result<bool> entered = Enter(&header()->take_lock, header()->takes, &take_denial_);
  if (!entered.ok()) return entered.error();
  return entered.value() ? RingStatus::kDone : RingStatus::kBusy;
}

Result<Taking> Ring::TryTake(uint8_t* into, uint64_t capacity) {
  Result<RingStatus> entered = EnterTake();
  if (!entered.ok()) return entered.error();
  if (entered.value() != RingStatus::kDone) return Taking{entered.value(), 0, false};
  RingHeader* h = header();
  Result<Taking> result = [&] {
    Held held{&h->take_lock};
    return TakeLocked(into, capacity);
  }();
  if (result.ok() && result.value().status == RingStatus::kDone && h->maxsize != 0) RingBell(&h->room);
  return result;
}

Result<Taking> Ring::Take(uint8_t* into, uint64_t capacity, const Deadline& deadline) {
  Deadline patience = Patience(deadline);
  for (;;) {
    Result<Taking> result = TryTake(into, capacity);
    if (!result.ok()) return result;
    RingStatus status = result.value().status;
    if (status == RingStatus::kDone || status == RingStatus::kTooLarge) return result;
    if (status == RingStatus::kBusy) {
      Result<Taken> taken = TakeWord(&header()->take_lock, patience);
      if (!taken.ok()) return taken.error();
      if (taken.value() == Taken::kNo) return result;
      DropWord(&header()->take_lock);
      continue;
    }
    if (PutterDied() && !HasItems()) return Taking{RingStatus::kPeerDied, 0, false};
    Result<bool> more = Sleep(&header()->items, deadline, [this] { return HasItems(); });
    if (!more.ok()) return more.error();
    if (!more.value()) return result;
  }
}

Result<Taking> Ring::TakeLocked(uint8_t* into, uint64_t capacity) {
  if (!SeesItems()) return Taking{};
  RingHeader* h = header();
  uint64_t takes = h->takes.load(std::memory_order_relaxed);
  Position head = h->heads[takes & 1];
  uint64_t record = 0;
  for (int jumps = 0;; jumps++) {
    uint64_t offset = OffsetOf(head);
    if (offset % kRecordHead != 0 || offset > memory_.extent() - kRecordHead || jumps > kMostJumps) {
      return Damaged();
    }
    Status mapped = memory_.Map(offset + kRecordHead);
    if (!mapped.ok()) return mapped.error();
    record = *RecordAt(memory_.data(), offset);
    if ((record & kJump) == 0) break;
    // The rest of this stretch is nobody's any more; its last page holds the jump until the take is
    // committed.
    Position freed = h->freed.load(std::memory_order_relaxed);
    if (StretchOf(freed) == StretchOf(head)) memory_.Punch(std::max(OffsetOf(freed), kKeep), offset);
    head = NextStretch(head, record & kOffsetMask);
  }
  uint64_t length = record & kOffsetMask;
  bool raw = (record & kRaw) != 0;
  uint64_t offset = OffsetOf(head) + kRecordHead;
  if (length > memory_.extent() - offset) return Damaged();
  if (length > kTrusted && !memory_.Holds(length)) return Damaged();
  if (length > capacity) return Taking{RingStatus::kTooLarge, length, raw};
  Status mapped = memory_.Map(offset + length);
  if (!mapped.ok()) return mapped.error();
  ::memcpy(into, memory_.data() + offset, length);
  head += RecordSize(length);
  h->heads[(takes + 1) & 1] = head;
  h->takes.store(takes + 1, std::memory_order_release);
  Free(head);
  return Taking{RingStatus::kDone, length, raw};
}

// Hands the space before the head to who puts; above kKeep its memory goes back first. A process killed
// before that leaves it to the next.
void Ring::Free(Position head) {
  Position freed = header()->freed.load(std::memory_order_relaxed);
  if (StretchOf(freed) == StretchOf(head) && OffsetOf(head) > kKeep) {
    uint64_t from = std::max(OffsetOf(freed), kKeep);
    if (OffsetOf(head) - from < kPunchFrom) return;
    memory_.Punch(from, OffsetOf(head));
  }
  header()->freed.store(head, std::memory_order_release);
}

// ---- counting and waiting

uint64_t Ring::size() const {
  uint64_t takes = header()->takes.load();
  uint64_t puts = header()->puts.load();
  return puts - takes;
}

bool Ring::Done() {
  RingHeader* h = header();
  uint64_t done = h->done.load();
  do {
    if (done >= h->puts.load()) return false;
  } while (!h->done.compare_exchange_weak(done, done + 1));
  if (done + 1 >= h->puts.load()) RingBell(&h->settled);
  return true;
}

uint64_t Ring::unfinished() const {
  uint64_t done = header()->done.load();
  return header()->puts.load() - done;
}

Result<bool> Ring::WaitUntilSettled(const Deadline& deadline) {
  while (unfinished() != 0) {
    Result<bool> more = Sleep(&header()->settled, deadline, [this] { return unfinished() == 0; });
    if (!more.ok() || !more.value()) return more;
  }
  return true;
}

// Until `ready` may hold: spins a little where that has helped before, then sleeps a slice. False: the
// deadline has passed.
template <typename Ready>
Result<bool> Ring::Sleep(Bell* bell, const Deadline& deadline, Ready ready) {
  if (spin_.Until(ready)) return true;
  if (deadline.passed()) return ready();
  uint32_t expected = ExpectBell(bell);
  if (ready()) return true;
  auto slept = FutexWait(bell, expected, deadline.left_at_most(kBellSliceNanos));
  if (!slept.ok()) return slept.error();
  return ready() || !deadline.passed();
}

}  // namespace forkable
