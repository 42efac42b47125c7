// One thread of the process sleeps for all its asynchronous waits on words of shared memory (futex_waitv(2);
// on kernels before 5.16, and for what exceeds its 127 words, by looking every few milliseconds). It starts
// with the first wait and only ever reads shared memory: a fork copies this thread too, in the middle
// of whatever it does, and what it did twice would be done twice.
//
// A fork: the table of waits is emptied in the child before its threads run on; they are its parent's. The
// child's copy of the thread sees another generation when its sleep returns and starts over. The mutex is
// held around the fork, so that no copy finds the table half changed.
#ifndef FORKABLE_SHM_WAITER_THREAD_H_
#define FORKABLE_SHM_WAITER_THREAD_H_

#include <cstdint>

#include "native/base/result.h"
#include "native/shm/futex.h"

namespace forkable {

enum class WaitOutcome : uint32_t {
  kChanged,    // the word differs from what was expected (or somebody was woken on it)
  kTimedOut,   // the deadline has passed
  kOwnerDied,  // the word names a process that is dead (kWatchOwner)
  kTick,       // a slice is over: look whether the others live, then wait again (kWantTicks)
};

enum WaitFlags : uint32_t { kWatchOwner = 1, kWantTicks = 2 };

// Where outcomes go. Deliver runs on the waiter thread, under its mutex: note it down, wake the loop, return.
class WaitSink {
 public:
  virtual void Deliver(uint64_t id, WaitOutcome outcome) = 0;

 protected:
  ~WaitSink() = default;
};

struct WaitRequest {
  Word* word = nullptr;  // must stay mapped until the outcome or the removal
  uint32_t expected = 0;
  uint32_t flags = 0;
  int64_t deadline = INT64_MAX;  // NowNanos()
  WaitSink* sink = nullptr;
};

// An id, never 0 and never reused. Each wait has one outcome and is then forgotten. EAGAIN: no thread could
// be started.
Result<uint64_t> AddWait(const WaitRequest& request);
// False when its outcome has been delivered already.
bool RemoveWait(uint64_t id);
// All waits of a sink that goes away.
void RemoveWaitsOf(WaitSink* sink);

}  // namespace forkable

#endif  // FORKABLE_SHM_WAITER_THREAD_H_
