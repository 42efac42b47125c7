// Finds pieces of libuv's work that live only on a stack at the moment of a fork. Reads memory through the
// kernel, so a word that only looks like a pointer does no harm.
#ifndef FORKABLE_FORK_STACK_SCAN_H_
#define FORKABLE_FORK_STACK_SCAN_H_

#include <uv.h>

#include "native/fork/threads.h"

namespace forkable {

bool InitStackScan();

// Child: the batch of finished work that libuv had taken off the loop before it called the callback we are
// in. It is dropped.
void DropWorkOnStack(uv_loop_t* loop);

struct StackWork {
  struct uv__work* item;
};
// The work item that a thread of the pool is busy with, found in its registers or on its stack.
StackWork FindWorkOf(const StoppedThread& thread);

// The number of the system call that a thread is about to make (again), or -1.
long SyscallAbout(const StoppedThread& thread);
// sendfile, copy_file_range, splice: an error would make libuv fall back to copying by hand.
bool MovesDataByItself(long number);
// What a thread may be about to do again because it has waited in it, without a lock, for another process.
bool WaitsForOthers(long number);

}  // namespace forkable

#endif  // FORKABLE_FORK_STACK_SCAN_H_
