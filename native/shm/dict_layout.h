// What lies in the memory of a shared dictionary (docs/shared-memory-layout.md). 32 buckets, each with a lock
// of its own and two halves, of which one is in use. A half has a header, an index (slots with the offsets of
// records, open addressing) and records one behind the other; what is written goes behind the last of them.
//
// Every change becomes true with one store: the slot of an entry, or the state of a bucket, which says which
// half counts. A process that dies before it has changed nothing, one that dies after it is done; the numbers
// in the header of a half are reckoned anew by who inherits the lock.
#ifndef FORKABLE_SHM_DICT_LAYOUT_H_
#define FORKABLE_SHM_DICT_LAYOUT_H_

#include <atomic>
#include <cstdint>

#include "native/shm/futex.h"

namespace forkable {

constexpr uint64_t kDictMagic = 0x31746369646b66;  // "fkdict1"
constexpr uint64_t kDictPage = 4096;
constexpr uint32_t kBuckets = 32;
constexpr uint32_t kBucketBits = 5;
constexpr uint64_t kHalfStride = uint64_t{1} << 36;
constexpr uint64_t kDictExtent = kDictPage + 2 * kBuckets * kHalfStride;

using Count = std::atomic<uint64_t>;

struct alignas(64) Bucket {
  Word lock;
  // 0: nothing was ever in it; otherwise pages of the half in use * 4 + 2 + which.
  Count state;
};

struct DictHeader {
  uint64_t magic;
  uint64_t seed;              // of the hash
  alignas(64) Count changes;  // numbers for records
  Bucket buckets[kBuckets];
};
static_assert(sizeof(DictHeader) <= kDictPage, "one page");

struct HalfHeader {
  uint64_t slots;  // a power of two
  Count tail;      // where the next record goes
  Count entries;
  Count used;  // slots that are not kEmpty
  Count live;  // bytes of the records that slots lead to
};
constexpr uint64_t kIndexAt = 64;
constexpr uint64_t kEmpty = 0;
constexpr uint64_t kDeleted = 1;

struct Record {
  uint32_t hash;
  uint32_t key_size;
  uint64_t value_size;
  uint64_t born;     // when the key came in: the order of keys
  uint64_t version;  // when the value did: tells two values apart
};
static_assert(sizeof(Record) == 32 && sizeof(HalfHeader) <= kIndexAt, "no gaps");

}  // namespace forkable

#endif  // FORKABLE_SHM_DICT_LAYOUT_H_
