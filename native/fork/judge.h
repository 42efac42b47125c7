// Decides, while the threads are stopped, which of them return in the child, and whether this is a moment to
// fork at.
#ifndef FORKABLE_FORK_JUDGE_H_
#define FORKABLE_FORK_JUDGE_H_

#include <uv.h>

#include <cstddef>

#include "native/base/deadline.h"
#include "native/fork/pool_barrier.h"

namespace forkable {

enum class Verdict {
  kFork,
  kRaiseBarrier,  // a thread may be in the middle of file I/O: bring the pool to rest first
  kWait,          // a thread holds, or may hold, what would be missing or doubled in the child: soon again
  kGiveUp,        // the scheduler does not come to rest: a child would have a loop in common with its parent
};

// One object for one fork: it knows how long each reason to wait has lasted.
class Judge {
 public:
  Judge();
  Verdict Look(const PoolBarrier& barrier);

 private:
  Deadline scheduler_limit_;
  Deadline worker_limit_;
  Deadline stranger_limit_;
};

// Threads stopped: how many of them run JavaScript.
size_t CountWorkers();
// Parent: of so many Workers in all the one with so many older ones is to go on in children, as long as it
// lives.
void KeepWorker(size_t older, size_t all);
// Child: it does; it was not in the middle of anything.
bool HasCompanion();

// Workers that are in the middle of something return in the child, finish it, and end as soon as their
// JavaScript can be interrupted.
// Child, threads held: what they wait for in the kernel is the parent's, and not waited for. Nobody is told:
// such a Worker goes on only when it has been asked to end.
void InterruptReturnedWorkers();
// Child, threads back: has them end, and waits for it; not for long.
void DismissReturnedWorkers();
// Child: one of them goes on. Its event loop has descriptors and rings in common with the parent's, so it
// must not be told to end in any other way.
bool HasReturnedWorkers();

}  // namespace forkable

#endif  // FORKABLE_FORK_JUDGE_H_
