// Blocking system calls as PEP 475 has them: EINTR runs the JavaScript signal handlers that are due and the
// call goes on with the time it has left; what a handler throws ends the call.
#ifndef FORKABLE_BINDING_BLOCKING_H_
#define FORKABLE_BINDING_BLOCKING_H_

#include <napi.h>

#include <cerrno>

#include "native/base/result.h"
#include "native/posix/interrupt.h"

namespace forkable::binding {

// Runs the handlers that are due (native/binding/signals.cc). False when one threw: the exception is pending.
using SignalDispatcher = bool (*)(napi_env env);
void SetSignalDispatcher(SignalDispatcher dispatcher);
bool RunDueSignalHandlers(napi_env env);
// How many handlers have been run in this process.
unsigned DeliveredSignals();
void CountDeliveredSignal();

// `call` makes one attempt and returns a Result; an error EINTR means "handlers, then again". It reckons its
// own time left from a Deadline. False: an exception of JavaScript is pending and *out holds nothing.
template <typename T, typename Call>
bool RunBlocking(napi_env env, Call call, Result<T>* out) {
  for (;;) {
    {
      InterruptibleSection section;
      if (!interrupt_pending()) {
        Result<T> result = call();
        if (result.ok() || result.error().err != EINTR) {
          *out = std::move(result);
          return true;
        }
      }
    }
    if (!RunDueSignalHandlers(env)) return false;
  }
}

}  // namespace forkable::binding

#endif  // FORKABLE_BINDING_BLOCKING_H_
