// How a signal gets a blocking call of this library off the ground.
//
// A thread that is about to block opens an InterruptibleSection and then asks interrupt_pending(). The
// handlers of lib/signal are installed with SA_RESTART, so that system calls of Node, of addons and of the
// thread pool never see an EINTR because of them. A handler that finds a section open on the main thread
// starts a timer (timer_create(2), SIGEV_THREAD_ID) whose signal, without SA_RESTART, interrupts the main
// thread again and again until the section has been left: neither a signal between the question and the
// system call nor one that another thread took is lost. Opening a section makes no system call, unless
// real-time signals have handlers (process_mask.h): then two.
//
// Only sections of the main thread count: handlers run there. In other threads a section is nothing.
#ifndef FORKABLE_POSIX_INTERRUPT_H_
#define FORKABLE_POSIX_INTERRUPT_H_

#include <atomic>

#include "native/base/result.h"

namespace forkable {

// Something waits to be done on the main thread (a signal handler of lib/signal is due). Always false on
// others.
bool interrupt_pending();
void set_interrupt_pending(bool pending);  // async-signal-safe

// Makes the kick's timer and handler, once in each process; later calls cost nothing. Main thread.
Status PrepareInterrupts();
// From a signal handler, on any thread: the main thread is to leave its section, if it is in one.
void InterruptOpenSection();  // async-signal-safe

class InterruptibleSection {
 public:
  InterruptibleSection();
  ~InterruptibleSection();
  InterruptibleSection(const InterruptibleSection&) = delete;
  InterruptibleSection& operator=(const InterruptibleSection&) = delete;

 private:
  bool main_;
};

}  // namespace forkable

#endif  // FORKABLE_POSIX_INTERRUPT_H_
