// Event loops of Node's own that no function gives: known by their marks in memory.
#ifndef FORKABLE_FORK_LOOP_SEARCH_H_
#define FORKABLE_FORK_LOOP_SEARCH_H_

#include <uv.h>

#include <cstdint>

namespace forkable {

// Whether a loop lies there, by every mark that can be read safely: one on this epoll instance, or (below
// zero) on any.
bool LooksLikeLoop(uintptr_t address, int epoll);

// The loop inside one of the objects of Node's platform: that of its tracing agent. Node runs it at the end
// of a process, whether anything is traced or not. nullptr when there is none.
uv_loop_t* FindTracingLoop();

}  // namespace forkable

#endif  // FORKABLE_FORK_LOOP_SEARCH_H_
