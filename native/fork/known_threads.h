// What is known of this process's threads from one fork to the next: what they are for, and which of them
// cannot be stopped. Only the main thread calls these; static memory, no allocation.
#ifndef FORKABLE_FORK_KNOWN_THREADS_H_
#define FORKABLE_FORK_KNOWN_THREADS_H_

#include <sys/types.h>

#include <cstddef>
#include <cstdint>

namespace forkable {

constexpr size_t kMaxThreads = 1024;

enum class ThreadKind : uint8_t {
  kUnknown,
  kPlatform,   // V8's platform workers
  kScheduler,  // the platform's scheduler of delayed tasks, parked in epoll on a loop of its own
  kLoop,       // runs a loop that must not run twice: inspector
  kWorker,     // runs JavaScript of a Worker
  kCompanion,  // a Worker that goes on in a child, parked in epoll on its loop: that of module hooks
  kPool,       // libuv's thread pool
  kHelper,     // anything else that goes on in a child: threads of addons
};

// While loading, on the main thread: the threads that Node starts before all others.
void LearnFirstThreads();

// Orders threads by their beginning, the oldest first: numbers are given in turn, and from the start again.
uint32_t AgeOf(pid_t tid);

// A number may become another thread's: the thread pointer tells. nullptr: not known yet.
void Learn(pid_t tid, void* thread_pointer, ThreadKind kind);
ThreadKind KindOf(pid_t tid, void* thread_pointer);
// Has this thread answered before, or is it known to be one that does?
bool IsKnown(pid_t tid);

// Does a mask of blocked signals hold the signal that stops threads?
bool BlocksStop(uint64_t mask);
// Threads that block every signal for good: they run on during a fork. Looked at anew at each fork.
void AddBlocker(pid_t tid);
bool IsBlocker(pid_t tid);

// In a child, whose threads all have new numbers.
void ForgetThreads();

}  // namespace forkable

#endif  // FORKABLE_FORK_KNOWN_THREADS_H_
