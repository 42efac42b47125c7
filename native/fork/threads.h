// Stops every other thread of the process in a signal handler, and in a forked child brings those threads
// back to life exactly where they were.
//
//   parent:  StopThreads() … fork … ReleaseThreads()
//   child:   … repair … ReturnThreads()
//
// Between the stop and the release or return only system calls and static memory are allowed
// (native/fork/raw.h). Only the main thread calls these. Every wait has a bound: a thread that does not
// arrive makes StopThreads fail.
#ifndef FORKABLE_FORK_THREADS_H_
#define FORKABLE_FORK_THREADS_H_

#include <setjmp.h>
#include <sys/types.h>
#include <ucontext.h>

#include <cstddef>
#include <cstdint>

#include "native/base/result.h"
#include "native/fork/known_threads.h"

namespace forkable {

struct StoppedThread {
  pid_t tid;
  ThreadKind kind;
  bool arrived;
  bool returns;  // set by whoever judges; true at first
  bool waits;    // likewise, false at first: it returns, but does nothing until LetReturnedGo
  ucontext_t* context;
  void* thread_pointer;
  int* tid_address;
  void* robust_list;
  size_t robust_length;
  uintptr_t stack;  // below everything the handler needs: room for the first frames of the clone
  void* isolate;
  char name[16];
  jmp_buf resume;
};

// Notes the threads of V8's platform. While loading, on the main thread. False: the kernel lacks
// PR_GET_TID_ADDRESS.
bool InitThreads();

Status StopThreads();
void ReleaseThreads();
void ReturnThreads();
void LetReturnedGo();
// Until all have left the handler in which they were stopped. False: one does not, for seconds.
bool AwaitDepartures();

// The stopped threads, between stop and release.
StoppedThread* StoppedThreads();
size_t StoppedCount();

}  // namespace forkable

#endif  // FORKABLE_FORK_THREADS_H_
