// The C handler behind every handler of lib/signal, and the dispositions of the kernel.
//
// Standard signals may come on any thread; the handler notes them (due_signals.h), wakes the event loop, gets
// a blocking call of the library off the ground (interrupt.h) and then calls the handler of libuv, so that
// process.on('SIGx') and child_process go on beside it. Real-time signals with a handler are held in all
// threads (process_mask.h) and read from the kernel's queue by the main thread alone: only so do they keep
// their order.
#ifndef FORKABLE_POSIX_SIGNAL_HANDLER_H_
#define FORKABLE_POSIX_SIGNAL_HANDLER_H_

#include <signal.h>

#include "native/base/result.h"

namespace forkable {

enum class Disposition { kDefault = 0, kIgnore = 1, kHandled = 2, kForeign = 3 };

bool IsRealtime(int signum);

// As if the C handler had run for it. Main thread.
void NoteSignal(const siginfo_t& info);

// Called by the C handler, on any thread: must be async-signal-safe. Null: nobody to wake.
void SetLoopWaker(void (*wake)());
// The handler to call afterwards for standard signals.
void SetChainedHandler(void (*handler)(int));
// How often the C handler has run for a signal.
unsigned HandledCount(int signum);

// Every handled signal's number is written as one byte to this descriptor, which must not block; -1: none.
int SetWakeupFd(int fd);
void WriteWakeupByte(int signum);  // async-signal-safe
// The errno of the last write that failed; 0 when none did since the last question.
int TakeWakeupError();

// Whether system calls of others are interrupted by the signal (siginterrupt(3)).
Status SetInterrupts(int signum, bool interrupts);

// The kernel's disposition.
Status SetKernelHandler(int signum, void (*handler)(int));  // SIG_DFL, SIG_IGN or a foreign function
Status SetOwnHandler(int signum);
bool HasOwnHandler(int signum);
void (*KernelHandler(int signum))(int);

// Real-time signals: all there is to it, the hold included. Gives the descriptor of SetReadBySections().
Result<int> SetRealtimeDisposition(int signum, Disposition disposition);

// In a child, as fork(2) has it: handlers stay, what was due in the parent is not due here. What has come
// since is, and the loop is woken for it once more.
void SettleSignalsInChild();

}  // namespace forkable

#endif  // FORKABLE_POSIX_SIGNAL_HANDLER_H_
