// The clean child's I/O: after this, nothing of what the parent had going on the loop happens in the child,
// and nothing that the child does to the parent's handles reaches the parent. docs/fork-safety.md tells the
// whole story.
#ifndef FORKABLE_FORK_QUARANTINE_H_
#define FORKABLE_FORK_QUARANTINE_H_

#include <uv.h>

#include <cstddef>

#include "native/fork/pool_barrier.h"

namespace forkable {

struct QuarantineOptions {
  // Descriptors that the child shares with its parent on purpose.
  const int* keep = nullptr;
  size_t keep_count = 0;
  // Handles whose descriptors are looked after elsewhere: they are stopped, their descriptors live on.
  bool (*spares)(const uv_handle_t* handle) = nullptr;
};

// While loading: notes where the main thread's stack ends.
bool InitQuarantine();

// Child, threads held, before the loop is repaired: cuts every handle off. False: no descriptors left.
bool CutHandles(uv_loop_t* loop, const QuarantineOptions& options, PoolBarrier* barrier);
// Child, threads held, after the loop is repaired.
void CutWorkInProgress(uv_loop_t* loop);
// Child, on a clean stack, before anything else runs on the loop. Whether JavaScript had timers waiting.
bool FinishQuarantine(uv_loop_t* loop);

// Both kinds of child: output that the parent had queued for stdout and stderr is the parent's to write.
// Returns how many requests of the loop went with it.
size_t DropQueuedOutput(uv_loop_t* loop);
// Child: whether there was such output.
bool TakeOutputDropped();

}  // namespace forkable

#endif  // FORKABLE_FORK_QUARANTINE_H_
