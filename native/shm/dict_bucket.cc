#include "native/shm/dict_bucket.h"

#include <string.h>

#include <algorithm>

#include "native/base/deadline.h"
#include "native/shm/robust_word.h"

namespace forkable {

namespace {

constexpr uint64_t kFewSlots = 16;
constexpr uint64_t kSmallest = 2 * kDictPage;
// From this size on memory that is no longer in use is given back at once.
constexpr uint64_t kWorthPunching = 64 * 1024;

uint64_t SizeOf(uint64_t key_size, uint64_t value_size) {
  return (sizeof(Record) + key_size + value_size + 7) & ~uint64_t{7};
}

uint64_t SizeOf(const Record& record) { return SizeOf(record.key_size, record.value_size); }

SysError Damaged() { return {EINVAL, "", "what is in the memory is no SharedDict", "ERR_BAD_MESSAGE"}; }

}  // namespace

LockedBucket::~LockedBucket() {
  if (locked_) DropWord(&bucket()->lock);
}

Status LockedBucket::Lock() {
  Result<Taken> taken = TakeWord(&bucket()->lock, Deadline::Never());
  if (!taken.ok()) return taken.error();
  locked_ = true;
  Status opened = Open();
  if (!opened.ok() || taken.value() != Taken::kInherited) return opened;
  // Half a rebuild may lie in the half that is not in use; the numbers may be one change behind.
  if (half_ == nullptr || which_ == 1) memory_->Punch(index_, 0);
  if (half_ == nullptr || which_ == 0) memory_->Punch(index_, 1);
  Recount();
  return Ok();
}

Status LockedBucket::Open() {
  uint64_t state = bucket()->state.load(std::memory_order_acquire);
  half_ = nullptr;
  slots_ = capacity_ = 0;
  which_ = state & 1;
  if (state == 0) return Ok();
  if ((state & 2) == 0 || (state >> 2) > kHalfStride / kDictPage) return Damaged();
  const uint64_t capacity = (state >> 2) * kDictPage;
  Result<uint8_t*> mapped = memory_->Map(index_, which_, capacity);
  if (!mapped.ok()) return mapped.error();
  const auto* header = reinterpret_cast<HalfHeader*>(mapped.value());
  const uint64_t slots = header->slots;
  const bool fits = slots >= kFewSlots && (slots & (slots - 1)) == 0 && slots < capacity / sizeof(Count) &&
                    kIndexAt + slots * sizeof(Count) <= header->tail && header->tail <= capacity;
  if (!fits) return Damaged();
  half_ = mapped.value();
  capacity_ = capacity;
  slots_ = slots;
  return Ok();
}

// Where nobody writes but who has the lock this is always true; stray writes must not lead us astray.
bool LockedBucket::IsRecord(uint64_t at) const {
  if (at < RecordsAt() || at > capacity_ - sizeof(Record) || (at & 7) != 0) return false;
  const Record& record = *RecordAt(at);
  const uint64_t room = capacity_ - at - sizeof(Record);
  return record.key_size <= room && record.value_size <= room - record.key_size;
}

const Record* LockedBucket::Find(uint32_t hash, Span key) {
  uint64_t vacant = UINT64_MAX;
  for (uint64_t i = 0; i < slots_; i++) {
    const uint64_t slot = (hash + i) & (slots_ - 1);
    const uint64_t at = index()[slot].load(std::memory_order_relaxed);
    if (at <= kDeleted) {
      if (vacant == UINT64_MAX) vacant = slot;
      if (at == kEmpty) break;
      continue;
    }
    if (!IsRecord(at)) continue;
    const Record* record = RecordAt(at);
    if (record->hash == hash && record->key_size == key.size &&
        memcmp(KeyOf(*record), key.data, key.size) == 0) {
      slot_ = slot;
      return record;
    }
  }
  slot_ = vacant;
  return nullptr;
}

Status LockedBucket::Put(uint32_t hash, Span key, Span value) {
  const uint64_t size = SizeOf(key.size, value.size);
  Status room = MakeRoom(size);
  if (!room.ok()) return room;
  const Record* before = Find(hash, key);
  if (slot_ == UINT64_MAX) return Damaged();
  const uint64_t change = memory_->header()->changes.fetch_add(1, std::memory_order_relaxed) + 1;
  const uint64_t at = half()->tail.load(std::memory_order_relaxed);
  Record* record = RecordAt(at);
  record->hash = hash;
  record->key_size = static_cast<uint32_t>(key.size);
  record->value_size = value.size;
  record->born = before == nullptr ? change : before->born;
  record->version = change;
  auto* bytes = reinterpret_cast<uint8_t*>(record + 1);
  if (key.size > 0) memcpy(bytes, key.data, key.size);
  if (value.size > 0) memcpy(bytes + key.size, value.data, value.size);
  const uint64_t was = index()[slot_].load(std::memory_order_relaxed);
  half()->tail.store(at + size, std::memory_order_release);
  index()[slot_].store(at, std::memory_order_release);  // from here on it is there
  half()->live += size - (before == nullptr ? 0 : SizeOf(*before));
  if (before == nullptr) half()->entries += 1;
  if (was == kEmpty) half()->used += 1;
  return Ok();
}

void LockedBucket::Remove() {
  const Record& record = *RecordAt(index()[slot_].load(std::memory_order_relaxed));
  const uint64_t size = SizeOf(record);
  index()[slot_].store(kDeleted, std::memory_order_release);  // from here on it is gone
  half()->live -= size;
  half()->entries -= 1;
  // Most of it is waste: without memory for less it stays as it is.
  if (capacity_ > kWorthPunching && half()->live < capacity_ / 8) (void)Rebuild(0).ok();
}

Status LockedBucket::Clear() {
  if (half_ == nullptr || entries() == 0) return Ok();
  bucket()->state.store(0, std::memory_order_release);
  memory_->Punch(index_, which_);
  return Open();
}

void LockedBucket::Recount() {
  if (half_ == nullptr) return;
  uint64_t entries = 0, used = 0, live = 0;
  for (uint64_t i = 0; i < slots_; i++) {
    const uint64_t at = index()[i].load(std::memory_order_relaxed);
    if (at != kEmpty) used++;
    if (at <= kDeleted || !IsRecord(at)) continue;
    entries++;
    live += SizeOf(*RecordAt(at));
  }
  half()->entries = entries;
  half()->used = used;
  half()->live = live;
}

Status LockedBucket::MakeRoom(uint64_t size) {
  const bool fits = half_ != nullptr && size <= capacity_ - half()->tail.load(std::memory_order_relaxed) &&
                    half()->used.load(std::memory_order_relaxed) + 1 <= slots_ - slots_ / 4;
  return fits ? Ok() : Rebuild(size);
}

// All that lives, and room for as much again, in the other half; then that one counts.
Status LockedBucket::Rebuild(uint64_t extra) {
  const uint32_t other = half_ == nullptr ? 0 : 1 - which_;
  uint64_t slots = kFewSlots;
  while (slots < 2 * (entries() + 1)) slots *= 2;
  const uint64_t records = kIndexAt + slots * sizeof(Count);
  const uint64_t live = half_ == nullptr ? 0 : half()->live.load(std::memory_order_relaxed);
  if (extra > kHalfStride / 4 || live > kHalfStride / 4) {
    return SysError{ENOMEM, "mmap", "a bucket cannot be larger than its place"};
  }
  uint64_t capacity = std::max(kSmallest, records + 2 * (live + extra));
  capacity = (capacity + kDictPage - 1) & ~(kDictPage - 1);
  Result<uint8_t*> mapped = memory_->Map(index_, other, capacity);
  if (!mapped.ok()) return mapped.error();
  Status backed = memory_->Back(index_, other, capacity);
  if (!backed.ok()) {
    memory_->Punch(index_, other);
    return backed;
  }
  uint8_t* to = mapped.value();
  memset(to, 0, records);
  auto* header = reinterpret_cast<HalfHeader*>(to);
  auto* index = reinterpret_cast<Count*>(to + kIndexAt);
  uint64_t tail = records, count = 0;
  ForEach([&](const Record& record) {
    const uint64_t size = SizeOf(record);
    if (size > capacity - tail) return;
    memcpy(to + tail, &record, size);
    uint64_t slot = record.hash & (slots - 1);
    while (index[slot].load(std::memory_order_relaxed) != kEmpty) slot = (slot + 1) & (slots - 1);
    index[slot].store(tail, std::memory_order_relaxed);
    tail += size;
    count++;
  });
  header->slots = slots;
  header->tail = tail;
  header->entries = count;
  header->used = count;
  header->live = tail - records;
  const uint64_t before = capacity_;
  bucket()->state.store((capacity / kDictPage) << 2 | 2 | other, std::memory_order_release);
  if (before > kWorthPunching) memory_->Punch(index_, which_);
  return Open();
}

}  // namespace forkable
