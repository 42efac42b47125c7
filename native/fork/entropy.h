// Node draws crypto.randomUUID() and crypto.randomInt() from two buffers of random bytes that fill up now and
// then. A child must not go on with its parent's: it would draw the very same values. They cannot be reached
// from JavaScript, and drawing until they are empty costs more than a whole fork; so they are found once, by
// what was drawn from them, and filled anew in each child.
#ifndef FORKABLE_FORK_ENTROPY_H_
#define FORKABLE_FORK_ENTROPY_H_

#include <cstddef>
#include <cstdint>

namespace forkable {

// Where in the process's heap these bytes stand, above an address and not at `bytes` itself; nullptr when
// nowhere.
uint8_t* FindBytes(const uint8_t* bytes, size_t size, const uint8_t* above);

// The start of the allocator's block of `size` bytes that has `inside` at a multiple of `step`; nullptr when
// the allocator keeps its blocks otherwise than glibc.
uint8_t* FindBlock(uint8_t* inside, size_t step, size_t size);

// Notes a buffer to be filled anew. At most a few.
void NoteEntropy(uint8_t* buffer, size_t size);

// Random bytes from the kernel.
void FillRandom(uint8_t* bytes, size_t size);

// The words in which JavaScript keeps what it knows of its process. Each child finds there its pid, a 1, and
// a new seed. They stay noted for good.
struct IdentityWords {
  uint32_t pid;
  uint32_t is_child;
  uint32_t seed[4];
};
void NoteIdentity(IdentityWords* words);

}  // namespace forkable

#endif  // FORKABLE_FORK_ENTROPY_H_
