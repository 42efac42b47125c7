// What a ring is in shared memory (docs/shared-memory-layout.md).
//
// A file of one header page and then data, sparse, of a fixed size far beyond any memory. Messages lie one
// behind the other as records: eight bytes of length and kind, the bytes, padding to eight. Where the writer
// stops going up it leaves a record that says where it goes on (kJump): down to the start when what lies
// there has been read, up behind everything else when it has not. So a ring that is read in time stays in a
// few warm pages, and one that is not grows.
//
// One store commits: a side prepares its next state in the copy that is not in use, and then the count of
// messages put (or taken), whose lowest bit says which copy is in use, goes up by one. Whoever dies before
// that has done nothing, whoever dies after it is done.
#ifndef FORKABLE_SHM_RING_LAYOUT_H_
#define FORKABLE_SHM_RING_LAYOUT_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "native/shm/futex.h"

namespace forkable {

constexpr uint64_t kRingMagic = 0x31676e6972'6b66ull;  // "fkring1"
constexpr size_t kRingPage = 4096;

// A position: which stretch of the ring (each jump begins another), and the offset in the data.
using Position = uint64_t;
constexpr int kOffsetBits = 48;
constexpr uint64_t kOffsetMask = (uint64_t{1} << kOffsetBits) - 1;
inline uint64_t OffsetOf(Position position) { return position & kOffsetMask; }
inline uint64_t StretchOf(Position position) { return position >> kOffsetBits; }
inline Position NextStretch(Position position, uint64_t offset) {
  return ((StretchOf(position) + 1) << kOffsetBits) |
         offset;  // 16 bits, wrapping: only compared for equality
}

// The eight bytes before a message.
constexpr uint64_t kJump = uint64_t{1} << 63;  // the rest is the offset where the next stretch begins
constexpr uint64_t kRaw = uint64_t{1} << 62;   // the message is a Buffer's bytes, not a value of the codec
constexpr uint64_t kRecordHead = 8;
inline uint64_t RecordSize(uint64_t length) { return (kRecordHead + length + 7) & ~uint64_t{7}; }

// Someone who waits sets the lowest bit and sleeps while the word stays as it is; who has news clears the
// bit, thereby changing the word, and wakes everybody. Without sleepers: one load.
using Bell = Word;

struct PutState {
  Position tail;  // where the next record goes
  uint64_t high;  // while kBelow: the end of the stretch above, which is still being read
};
constexpr uint64_t kBelow = uint64_t{1}
                            << 63;  // in high: this stretch must not reach what has not been freed

struct RingHeader {
  uint64_t magic;
  uint64_t extent;   // bytes of data that the file can hold
  uint64_t maxsize;  // messages; 0: no limit
  uint64_t unused;

  alignas(64) Word put_lock;  // robust word
  Word putter;                // identity of the one process that puts, where there is one
  std::atomic<uint64_t> puts;
  PutState put_states[2];
  std::atomic<uint64_t> backed;  // data below this offset in the current stretch has memory behind it

  alignas(64) Word take_lock;
  Word taker;
  std::atomic<uint64_t> takes;
  Position heads[2];
  std::atomic<Position> freed;  // up to here the space belongs to who puts; never ahead of the head

  alignas(64) Bell items;  // something was put
  alignas(64) Bell room;   // something was taken
  alignas(64) Bell settled;
  std::atomic<uint64_t> done;  // JoinableQueue
};
static_assert(sizeof(RingHeader) <= kRingPage);

}  // namespace forkable

#endif  // FORKABLE_SHM_RING_LAYOUT_H_
