// What a stopped thread was doing, read from its registers: may a fork happen just now, may it be left out?
#ifndef FORKABLE_FORK_PARKED_H_
#define FORKABLE_FORK_PARKED_H_

#include "native/fork/threads.h"

namespace forkable {

// A thread is parked when it sleeps in a system call in which it holds no lock and that it can repeat.
bool IsParkedInEpoll(const StoppedThread& thread);
bool IsParked(const StoppedThread& thread);
// The same for certain: not behind a lock of JavaScript's engine or of C++.
bool SleepsWithoutLock(const StoppedThread& thread);
// It sleeps in the poll of its loop, or runs JavaScript's own code: in a child without it nothing waits for
// it. That is not said of a Worker behind a condition variable: it may be in the middle of its garbage
// collection, with the platform's threads at work for it.
bool LacksNothing(const StoppedThread& thread);

}  // namespace forkable

#endif  // FORKABLE_FORK_PARKED_H_
