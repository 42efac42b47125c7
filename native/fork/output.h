// Delivers what libuv still has in its queues for stdout and stderr: a process that is about to _exit() has
// no later turn of the loop.
#ifndef FORKABLE_FORK_OUTPUT_H_
#define FORKABLE_FORK_OUTPUT_H_

#include <uv.h>

#include <cstddef>

namespace forkable {

// Blocks until the readers have taken it or are gone. Waits in poll(2) where the descriptor does not block.
// Bits 1 and 2 say on which of these descriptors Node may have a stream, which may hold more: files have no
// handle to go by.
unsigned DeliverQueuedOutput(uv_loop_t* loop);
// Writes all of it, likewise. False when nobody reads.
bool WriteAll(int fd, const char* data, size_t size);

}  // namespace forkable

#endif  // FORKABLE_FORK_OUTPUT_H_
