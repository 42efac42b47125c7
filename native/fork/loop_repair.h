// uv_loop_fork() as a fork that keeps its threads needs it: what other threads have announced to the loop
// stays announced, and the descriptors that other threads write to keep their numbers.
#ifndef FORKABLE_FORK_LOOP_REPAIR_H_
#define FORKABLE_FORK_LOOP_REPAIR_H_

#include <uv.h>

namespace forkable {

// Child, threads held.
bool RepairLoop(uv_loop_t* loop);

// File watches (inotify) need memory to be set up again, so they are taken off the loop while threads are
// held and given a private instance afterwards.
void DetachFileWatches(uv_loop_t* loop);    // child, threads held
void ReattachFileWatches(uv_loop_t* loop);  // child, threads back

}  // namespace forkable

#endif  // FORKABLE_FORK_LOOP_REPAIR_H_
