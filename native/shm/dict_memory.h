// The file behind a shared dictionary and this process's view of it: a sealed sparse memfd, 4 TiB of
// addresses, of which only what is in use has memory behind it or is mapped. memfd_create(2), fallocate(2): a
// lack of memory is an error and not a SIGBUS.
#ifndef FORKABLE_SHM_DICT_MEMORY_H_
#define FORKABLE_SHM_DICT_MEMORY_H_

#include <cstdint>

#include "native/base/mapping.h"
#include "native/base/result.h"
#include "native/base/unique_fd.h"
#include "native/shm/dict_layout.h"

namespace forkable {

class DictMemory {
 public:
  static Result<DictMemory> Create();
  // Takes the descriptor over, also when it is refused.
  static Result<DictMemory> Attach(int fd);

  int fd() const { return fd_.get(); }
  DictHeader* header() const { return static_cast<DictHeader*>(header_.address()); }

  // The first `length` bytes of a half, mapped.
  Result<uint8_t*> Map(uint32_t bucket, uint32_t half, uint64_t length);
  // Memory for them. Those above 64 MiB only when the machine has it.
  Status Back(uint32_t bucket, uint32_t half, uint64_t length);
  // Gives back what is behind a half.
  void Punch(uint32_t bucket, uint32_t half);

 private:
  Status MapHeader();

  UniqueFd fd_;
  Mapping header_;
  Mapping halves_[kBuckets][2];
};

}  // namespace forkable

#endif  // FORKABLE_SHM_DICT_MEMORY_H_
