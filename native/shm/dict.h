// A dictionary in shared memory: keys and values are bytes. Any number of processes read and write it at the
// same time; a bucket is locked for as long as an entry is looked for or copied, and the lock of a process
// that dies goes to the next who asks. The layout, and why a death at any instruction loses nothing:
// dict_layout.h.
//
// EINTR: a signal came while another process had the bucket; nothing has happened yet, call again. One thread
// of a process at a time (the JavaScript thread).
#ifndef FORKABLE_SHM_DICT_H_
#define FORKABLE_SHM_DICT_H_

#include <cstdint>
#include <vector>

#include "native/shm/dict_memory.h"

namespace forkable {

struct Span {
  const uint8_t* data;
  uint64_t size;
};

struct Value {
  bool found = false;
  uint64_t size = 0;
  uint64_t version = 0;    // 0: there is none
  uint8_t* own = nullptr;  // from malloc(3), the caller's: when it did not fit where it should go
};

struct Key {
  uint64_t born;
  std::vector<uint8_t> bytes;
};

class Dict {
 public:
  explicit Dict(DictMemory memory) : memory_(std::move(memory)) {}

  // The value goes to `into` when it fits there.
  Result<Value> Get(Span key, uint8_t* into, uint64_t room);
  // Get and delete.
  Result<Value> Take(Span key, uint8_t* into, uint64_t room);
  Result<bool> Has(Span key);
  Result<bool> Delete(Span key);
  // `expected`: only when the value has this version now (0: when there is none); false otherwise.
  Result<bool> Set(Span key, Span value, const uint64_t* expected);
  Result<uint64_t> Size();
  Status Keys(std::vector<Key>* keys);
  Status Clear();

  int fd() const { return memory_.fd(); }

 private:
  DictMemory memory_;
};

}  // namespace forkable

#endif  // FORKABLE_SHM_DICT_H_
