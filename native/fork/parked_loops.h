// Threads of Node's own that sleep in epoll on a private loop and go on in children: the scheduler of delayed
// tasks in V8's platform (without it a child hangs at its exit), the Worker of module hooks (without it
// imports wait for ever). A child's loops need an epoll instance of its own.
#ifndef FORKABLE_FORK_PARKED_LOOPS_H_
#define FORKABLE_FORK_PARKED_LOOPS_H_

#include "native/fork/threads.h"

namespace forkable {

// Parent, threads stopped, before a look at them: what the last one noted does not count any more.
void DropParkedLoops();
// The thread is parked in epoll: finds its loop. False when there is none to be seen.
bool NoteParkedLoop(const StoppedThread& thread);
// The same, where nothing is under way on it.
bool NoteIdleLoop(const StoppedThread& thread);

// Child, threads held: gives the loops their own descriptors, under the old numbers.
bool RepairParkedLoops();

}  // namespace forkable

#endif  // FORKABLE_FORK_PARKED_LOOPS_H_
