// Memory that this process shares with the children it forks later and with whom it sends the descriptor to:
// a sealed memfd, mapped. Where no descriptor is left the memory is anonymous and reaches forks only.
#ifndef FORKABLE_SHM_SHARED_MAPPING_H_
#define FORKABLE_SHM_SHARED_MAPPING_H_

#include <sys/types.h>

#include "native/base/mapping.h"
#include "native/base/result.h"
#include "native/base/unique_fd.h"

namespace forkable {

struct SharedMapping {
  Mapping mapping;
  UniqueFd fd;      // may be invalid
  ino_t inode = 0;  // 0 without a descriptor
};

Result<SharedMapping> CreateSharedMapping(const char* name, size_t size);
// Maps all of somebody else's memory.
Result<SharedMapping> AttachSharedMapping(UniqueFd fd);

}  // namespace forkable

#endif  // FORKABLE_SHM_SHARED_MAPPING_H_
