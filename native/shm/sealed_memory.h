// Files of memory that processes hand each other (memfd_create(2)): their size is sealed, so that nobody's
// mapping can come to lie behind the end (SIGBUS) whatever the others do. Sparse: what is never touched has
// no memory. Close-on-exec.
#ifndef FORKABLE_SHM_SEALED_MEMORY_H_
#define FORKABLE_SHM_SEALED_MEMORY_H_

#include <sys/types.h>

#include <cstdint>

#include "native/base/result.h"
#include "native/base/unique_fd.h"

namespace forkable {

Result<UniqueFd> CreateSealedMemory(const char* name, uint64_t size);
// The size of somebody else's; ERR_BAD_MESSAGE unless it is a file with these seals.
Result<uint64_t> SealedSize(int fd);
// Gets memory for [from, to) before it is written, so that a lack of it is an error and not a SIGBUS.
Status BackMemory(int fd, uint64_t from, uint64_t to);
// Gives back the memory of the pages in [from, to); they read as zeros again.
void PunchMemory(int fd, uint64_t from, uint64_t to);
// What names the file among all that are open; 0 when the descriptor is closed.
ino_t InodeOf(int fd);

}  // namespace forkable

#endif  // FORKABLE_SHM_SEALED_MEMORY_H_
