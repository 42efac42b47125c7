// Memory that this process shares with the children it forks later: a sparse memfd, mapped. Pages cost
// nothing until they are touched. The descriptor (close-on-exec) is for programs started with exec; where
// none is left the memory is anonymous and reaches forks only.
#ifndef FORKABLE_SHM_SHARED_MAPPING_H_
#define FORKABLE_SHM_SHARED_MAPPING_H_

#include "native/base/mapping.h"
#include "native/base/result.h"
#include "native/base/unique_fd.h"

namespace forkable {

struct SharedMapping {
  Mapping mapping;
  UniqueFd fd;  // may be invalid
};

Result<SharedMapping> CreateSharedMapping(size_t size);
// Maps the first `size` bytes of somebody else's memfd; takes the descriptor over.
Result<SharedMapping> AttachSharedMapping(UniqueFd fd, size_t size);

}  // namespace forkable

#endif  // FORKABLE_SHM_SHARED_MAPPING_H_
