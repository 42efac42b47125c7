// Memory with a descriptor: shm_open(3) and memfd_create(2), and mmap(2) of either.
#ifndef FORKABLE_POSIX_MEMORY_OBJECTS_H_
#define FORKABLE_POSIX_MEMORY_OBJECTS_H_

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "native/base/mapping.h"
#include "native/base/result.h"

namespace forkable {

// An object of /dev/shm, close-on-exec. Names as shm_open(3) takes them: one leading slash, or none, and no
// other; EINVAL for others, ENAMETOOLONG above 255 bytes.
Result<int> ShmOpen(const std::string& name, int flags, mode_t mode);
Status ShmUnlink(const std::string& name);

// Never at a given address. EOVERFLOW: the range lies beyond the end of a regular file, where touching it
// would kill the process with SIGBUS.
Result<Mapping> Map(int fd, size_t length, int prot, int flags, int64_t offset);

}  // namespace forkable

#endif  // FORKABLE_POSIX_MEMORY_OBJECTS_H_
