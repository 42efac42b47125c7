// One bucket of a shared dictionary, locked for the length of its life: how entries are found, added and
// removed in it, and how it grows. See dict_layout.h.
#ifndef FORKABLE_SHM_DICT_BUCKET_H_
#define FORKABLE_SHM_DICT_BUCKET_H_

#include <cstdint>

#include "native/shm/dict.h"

namespace forkable {

class LockedBucket {
 public:
  LockedBucket(DictMemory* memory, uint32_t index) : memory_(memory), index_(index) {}
  ~LockedBucket();
  LockedBucket(const LockedBucket&) = delete;
  LockedBucket& operator=(const LockedBucket&) = delete;

  // To be called first. Waits for the lock, repairs what a dead holder may have left. EINTR, EAGAIN (no
  // identity), ERR_BAD_MESSAGE (what is there is no bucket).
  Status Lock();

  // The record, or nullptr. `slot` is where it is, or where it would go.
  const Record* Find(uint32_t hash, Span key);
  Status Put(uint32_t hash, Span key, Span value);
  void Remove();  // what Find has found
  Status Clear();

  uint64_t entries() const { return half_ == nullptr ? 0 : half()->entries.load(std::memory_order_relaxed); }
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (uint64_t i = 0; i < slots_; i++) {
      uint64_t at = index()[i].load(std::memory_order_relaxed);
      if (at > kDeleted && IsRecord(at)) visit(*RecordAt(at));
    }
  }
  static const uint8_t* KeyOf(const Record& record) { return reinterpret_cast<const uint8_t*>(&record + 1); }
  static const uint8_t* ValueOf(const Record& record) { return KeyOf(record) + record.key_size; }

 private:
  Bucket* bucket() const { return &memory_->header()->buckets[index_]; }
  HalfHeader* half() const { return reinterpret_cast<HalfHeader*>(half_); }
  Count* index() const { return reinterpret_cast<Count*>(half_ + kIndexAt); }
  Record* RecordAt(uint64_t at) const { return reinterpret_cast<Record*>(half_ + at); }
  uint64_t RecordsAt() const { return kIndexAt + slots_ * sizeof(Count); }
  bool IsRecord(uint64_t at) const;
  Status Open();
  void Recount();
  Status Rebuild(uint64_t extra);
  Status MakeRoom(uint64_t size);

  DictMemory* memory_;
  uint32_t index_;
  bool locked_ = false;
  uint8_t* half_ = nullptr;  // in use, or none
  uint32_t which_ = 0;
  uint64_t capacity_ = 0;
  uint64_t slots_ = 0;
  uint64_t slot_ = 0;  // of the last Find
};

}  // namespace forkable

#endif  // FORKABLE_SHM_DICT_BUCKET_H_
