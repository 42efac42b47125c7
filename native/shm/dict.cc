#include "native/shm/dict.h"

#include <stdlib.h>
#include <string.h>

#include "native/shm/dict_bucket.h"

namespace forkable {

namespace {

uint64_t Mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
  return hash ^ (hash >> 29);
}

// With a seed of its own: whoever chooses the keys cannot choose the bucket.
uint64_t Hash(const DictMemory& memory, Span key) {
  uint64_t hash = Mix(memory.header()->seed, key.size);
  const uint8_t* at = key.data;
  for (uint64_t left = key.size; left > 0;) {
    uint64_t word = 0;
    const uint64_t take = left < sizeof word ? left : sizeof word;
    memcpy(&word, at, take);
    hash = Mix(hash, word);
    at += take;
    left -= take;
  }
  return Mix(hash, hash >> 32);
}

uint32_t BucketOf(uint64_t hash) { return static_cast<uint32_t>(hash >> (64 - kBucketBits)); }

Result<Value> CopyOut(const Record* record, uint8_t* into, uint64_t room) {
  Value value;
  if (record == nullptr) return value;
  value.found = true;
  value.size = record->value_size;
  value.version = record->version;
  if (value.size > room) {
    into = value.own = static_cast<uint8_t*>(::malloc(value.size));
    if (into == nullptr) return SysError{ENOMEM, "malloc", "no memory for the value"};
  }
  memcpy(into, LockedBucket::ValueOf(*record), value.size);
  return value;
}

}  // namespace

Result<Value> Dict::Get(Span key, uint8_t* into, uint64_t room) {
  const uint64_t hash = Hash(memory_, key);
  LockedBucket bucket(&memory_, BucketOf(hash));
  Status locked = bucket.Lock();
  if (!locked.ok()) return locked.error();
  return CopyOut(bucket.Find(static_cast<uint32_t>(hash), key), into, room);
}

Result<Value> Dict::Take(Span key, uint8_t* into, uint64_t room) {
  const uint64_t hash = Hash(memory_, key);
  LockedBucket bucket(&memory_, BucketOf(hash));
  Status locked = bucket.Lock();
  if (!locked.ok()) return locked.error();
  Result<Value> value = CopyOut(bucket.Find(static_cast<uint32_t>(hash), key), into, room);
  if (value.ok() && value.value().found) bucket.Remove();
  return value;
}

Result<bool> Dict::Has(Span key) {
  const uint64_t hash = Hash(memory_, key);
  LockedBucket bucket(&memory_, BucketOf(hash));
  Status locked = bucket.Lock();
  if (!locked.ok()) return locked.error();
  return bucket.Find(static_cast<uint32_t>(hash), key) != nullptr;
}

Result<bool> Dict::Delete(Span key) {
  const uint64_t hash = Hash(memory_, key);
  LockedBucket bucket(&memory_, BucketOf(hash));
  Status locked = bucket.Lock();
  if (!locked.ok()) return locked.error();
  if (bucket.Find(static_cast<uint32_t>(hash), key) == nullptr) return false;
  bucket.Remove();
  return true;
}

Result<bool> Dict::Set(Span key, Span value, const uint64_t* expected) {
  const uint64_t hash = Hash(memory_, key);
  LockedBucket bucket(&memory_, BucketOf(hash));
  Status locked = bucket.Lock();
  if (!locked.ok()) return locked.error();
  if (expected != nullptr) {
    const Record* record = bucket.Find(static_cast<uint32_t>(hash), key);
    if ((record == nullptr ? 0 : record->version) != *expected) return false;
  }
  Status put = bucket.Put(static_cast<uint32_t>(hash), key, value);
  if (!put.ok()) return put.error();
  return true;
}

Result<uint64_t> Dict::Size() {
  uint64_t size = 0;
  for (uint32_t i = 0; i < kBuckets; i++) {
    LockedBucket bucket(&memory_, i);
    Status locked = bucket.Lock();
    if (!locked.ok()) return locked.error();
    size += bucket.entries();
  }
  return size;
}

Status Dict::Keys(std::vector<Key>* keys) {
  keys->clear();
  for (uint32_t i = 0; i < kBuckets; i++) {
    LockedBucket bucket(&memory_, i);
    Status locked = bucket.Lock();
    if (!locked.ok()) return locked;
    bucket.ForEach([keys](const Record& record) {
      const uint8_t* key = LockedBucket::KeyOf(record);
      keys->push_back({record.born, std::vector<uint8_t>(key, key + record.key_size)});
    });
  }
  return Ok();
}

Status Dict::Clear() {
  for (uint32_t i = 0; i < kBuckets; i++) {
    LockedBucket bucket(&memory_, i);
    Status locked = bucket.Lock();
    if (!locked.ok()) return locked;
    Status cleared = bucket.Clear();
    if (!cleared.ok()) return cleared;
  }
  return Ok();
}

}  // namespace forkable
