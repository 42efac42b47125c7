// How a signal gets a blocking call of this library off the ground.
//
// A thread that is about to block opens an InterruptibleSection and then asks interrupt_pending(). A signal
// that comes later makes the system call answer EINTR; one that comes in the gap between the question and the
// call would be lost, so the signal handler, when it sees an open section, arms a timer that interrupts the
// thread again and again until the section has noticed (native/posix/interrupt.cc).
#ifndef FORKABLE_POSIX_INTERRUPT_H_
#define FORKABLE_POSIX_INTERRUPT_H_

#include <atomic>

namespace forkable {

// Something waits to be done on the JavaScript thread (a signal handler of lib/signal is due).
bool interrupt_pending();
void set_interrupt_pending(bool pending);  // async-signal-safe

class InterruptibleSection {
 public:
  InterruptibleSection();
  ~InterruptibleSection();
  InterruptibleSection(const InterruptibleSection&) = delete;
  InterruptibleSection& operator=(const InterruptibleSection&) = delete;
};

}  // namespace forkable

#endif  // FORKABLE_POSIX_INTERRUPT_H_
