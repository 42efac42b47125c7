// Brings libuv's thread pool to rest before a fork: every thread of it finishes what it is doing and then
// sleeps in a work item of ours, so that no file operation is half done in two processes.
#ifndef FORKABLE_FORK_POOL_BARRIER_H_
#define FORKABLE_FORK_POOL_BARRIER_H_

#include <sys/types.h>
#include <uv.h>

#include <cstddef>

namespace forkable {

class PoolBarrier {
 public:
  // Parent, before the stop: waits until all threads of the pool have come, at most `limit_ms`.
  void Raise(uv_loop_t* loop, double limit_ms);
  // Parent, before the stop: notes the look-ups that wait in libuv's private queue for slow work.
  void NoteSlowWork(uv_loop_t* loop);
  // Lets the threads go on (parent, and child with its copies).
  void Lower();

  bool raised() const { return raised_; }
  bool complete() const { return complete_; }
  // Items of ours that still finish on the loop: how many requests a quarantined child has left.
  unsigned items() const { return items_; }
  bool Holds(pid_t tid) const;
  // Child, threads held: takes the noted look-ups out of their queue.
  void DropSlowWork();

 private:
  bool raised_ = false;
  bool complete_ = true;
  unsigned items_ = 0;
};

}  // namespace forkable

#endif  // FORKABLE_FORK_POOL_BARRIER_H_
