// The file behind a ring and this process's view of it. The header is mapped once and stays where it is
// (others sleep on its words); of the data as much as has been used so far, growing, possibly moving.
//
// memfd_create(2), sealed against a change of its size: nobody's mapping can come to lie behind the end.
// fallocate(2) gets memory before it is written, so that a lack of it is an error and not a SIGBUS, and gives
// it back.
#ifndef FORKABLE_SHM_RING_MEMORY_H_
#define FORKABLE_SHM_RING_MEMORY_H_

#include <cstdint>

#include "native/base/mapping.h"
#include "native/base/result.h"
#include "native/base/unique_fd.h"
#include "native/shm/ring_layout.h"

namespace forkable {

class RingMemory {
 public:
  static Result<RingMemory> Create(uint64_t maxsize);
  // Takes the descriptor over, also when it is refused.
  static Result<RingMemory> Attach(int fd);

  RingHeader* header() const { return reinterpret_cast<RingHeader*>(header_.address()); }
  int fd() const { return fd_.get(); }
  uint64_t extent() const { return extent_; }

  // The data up to `end` can be touched through data().
  Status Map(uint64_t end) { return end <= data_.length() ? Ok() : Grow(end); }
  uint8_t* data() const { return data_.bytes(); }

  // Whether the file has as much memory as that: a length beyond it was not written by anybody.
  bool Holds(uint64_t bytes) const;
  // Memory for [from, to).
  Status Back(uint64_t from, uint64_t to);
  // Gives back the whole pages in [from, to).
  void Punch(uint64_t from, uint64_t to);

 private:
  Status MapHeader();
  Status Grow(uint64_t end);

  UniqueFd fd_;
  Mapping header_;
  Mapping data_;
  uint64_t extent_ = 0;
};

}  // namespace forkable

#endif  // FORKABLE_SHM_RING_MEMORY_H_
