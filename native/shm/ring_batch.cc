// Several messages at a time: the locks and wake-ups of one. Each message is committed by itself, as ever.
#include <string.h>

#include "native/shm/bell.h"
#include "native/shm/ring.h"

namespace forkable {

namespace {

constexpr uint64_t kLetterHead = sizeof(uint32_t);

uint32_t LengthAt(const uint8_t* at) {
  uint32_t length = 0;
  ::memcpy(&length, at, sizeof length);
  return length;
}

}  // namespace

Result<uint64_t> Ring::TryPutMany(const uint8_t* letters, uint64_t size) {
  Word* lock = &header()->put_lock;
  Result<bool> entered = EnterPut();
  if (!entered.ok()) return entered.error();
  if (!entered.value()) return uint64_t{0};
  uint64_t count = 0;
  Result<RingStatus> last = RingStatus::kDone;
  {
    Held held{lock};
    for (uint64_t at = 0; size - at >= kLetterHead;) {
      uint64_t length = LengthAt(letters + at);
      at += kLetterHead;
      if (length > size - at) break;
      last = PutLocked(letters + at, length, false);
      if (!last.ok() || last.value() != RingStatus::kDone) break;
      at += length;
      count++;
    }
  }
  if (count == 0 && !last.ok()) return last.error();
  if (count != 0) RingBell(&header()->items);
  return count;
}

Result<Taking> Ring::TryTakeMany(uint8_t* into, uint64_t capacity) {
  Result<RingStatus> entered = EnterTake();
  if (!entered.ok()) return entered.error();
  if (entered.value() != RingStatus::kDone) return Taking{entered.value(), 0, false};
  uint64_t at = 0;
  Result<Taking> last = Taking{};
  {
    Held held{&header()->take_lock};
    while (capacity - at > kLetterHead) {
      last = TakeLocked(into + at + kLetterHead, capacity - at - kLetterHead);
      if (!last.ok() || last.value().status != RingStatus::kDone) break;
      uint32_t length = static_cast<uint32_t>(last.value().length);
      ::memcpy(into + at, &length, sizeof length);
      at += kLetterHead + length;
    }
  }
  if (at == 0) return last;
  if (maxsize() != 0) RingBell(&header()->room);
  return Taking{RingStatus::kDone, at, false};
}

}  // namespace forkable
