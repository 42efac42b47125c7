// The scheduler of delayed tasks in V8's platform: a thread of Node's own that sleeps in epoll on a private
// loop. It must go on in the child (or the child hangs at its exit), on an epoll instance of the child's own.
#ifndef FORKABLE_FORK_SCHEDULER_H_
#define FORKABLE_FORK_SCHEDULER_H_

#include <uv.h>

#include "native/fork/threads.h"

namespace forkable {

// Parent, threads stopped, the thread parked in epoll: finds its loop. False when there is none to be seen.
bool FindSchedulerLoop(const StoppedThread& thread);
bool SchedulerLoopKnown();

// Child, threads held: gives the loop its own descriptors, under the old numbers.
bool RepairSchedulerLoop();

}  // namespace forkable

#endif  // FORKABLE_FORK_SCHEDULER_H_
