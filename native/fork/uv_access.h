// The parts of libuv's public structures that a fork has to reach into: queues, watchers, loops. Their layout
// is proven at load against what libuv's own functions answer (CheckUvLayout), not assumed from a version.
#ifndef FORKABLE_FORK_UV_ACCESS_H_
#define FORKABLE_FORK_UV_ACCESS_H_

#include <uv.h>

#include <cstddef>

namespace forkable::uv {

using Queue = struct uv__queue;

inline void InitQueue(Queue* queue) { queue->next = queue->prev = queue; }
inline void Unlink(Queue* node) {
  node->prev->next = node->next;
  node->next->prev = node->prev;
  InitQueue(node);
}
inline bool IsEmpty(const Queue* queue) { return queue->next == queue; }
inline size_t Length(const Queue* queue) {
  size_t count = 0;
  for (const Queue* node = queue->next; node != queue; node = node->next) count++;
  return count;
}

// The I/O watcher of a stream, UDP or poll handle; nullptr for other kinds.
uv__io_t* Watcher(uv_handle_t* handle);
bool IsStream(const uv_handle_t* handle);

// Forgets a watcher without a system call: the loop never calls it again.
void DetachWatcher(uv_loop_t* loop, uv__io_t* watcher);
// Also one that is done but that nobody has been told of: what waits behind it is yet to be written.
bool HasWrites(const uv_stream_t* stream);
// Forgets what a stream or UDP handle still had to write, and its pending requests.
size_t DropWrites(uv_handle_t* handle);

// nullptr, or the name of a field that is not where the headers say. Once, while loading, on the main thread.
const char* CheckUvLayout(uv_loop_t* loop);

}  // namespace forkable::uv

#endif  // FORKABLE_FORK_UV_ACCESS_H_
