// fork(2) for a process with threads: the child is a whole Node process. docs/fork-safety.md has the reasons.
//
// Main thread only. The parent pays for the pool's barrier, the stop and the copy; all repairs are the
// child's.
#ifndef FORKABLE_FORK_FORK_H_
#define FORKABLE_FORK_FORK_H_

#include <sys/types.h>
#include <uv.h>

#include <cstddef>

#include "native/base/result.h"
#include "native/base/unique_fd.h"
#include "native/fork/quarantine.h"

namespace forkable {

struct ForkOptions {
  // A clean child (Process) or a copy of everything (os.fork).
  bool clean = false;
  // The child becomes a child of this process's own parent, as its sibling (CLONE_PARENT).
  bool sibling = false;
  QuarantineOptions quarantine;
};

struct ForkTimes {  // nanoseconds of the last fork, in the parent
  int64_t barrier = 0;
  int64_t stop = 0;
  int64_t copy = 0;
  int64_t release = 0;
  unsigned attempts = 0;
  unsigned threads = 0;
};

// Once, while loading, on the main thread. nullptr, or why no fork can be made here.
const char* InitFork(uv_loop_t* loop);

struct Forked {
  pid_t pid = 0;   // 0 in the child
  UniqueFd pidfd;  // in the parent: made with the child, so that it can be no other's
};

// Stops all threads for a moment: how many run JavaScript, besides this one.
Result<size_t> LookForWorkers();

// An error leaves the parent as it was.
Result<Forked> Fork(uv_loop_t* loop, const ForkOptions& options);

const ForkTimes& LastForkTimes();

}  // namespace forkable

#endif  // FORKABLE_FORK_FORK_H_
