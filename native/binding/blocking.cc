#include "native/binding/blocking.h"

#include "native/binding/environment.h"

namespace forkable::binding {

static SignalDispatcher dispatcher_ = nullptr;
static unsigned delivered_ = 0;  // main thread

void SetSignalDispatcher(SignalDispatcher dispatcher) { dispatcher_ = dispatcher; }

bool RunDueSignalHandlers(napi_env env) {
  if (dispatcher_ == nullptr || !Environment::Of(env).main_thread) return true;
  return dispatcher_(env);
}

unsigned DeliveredSignals() { return delivered_; }
void CountDeliveredSignal() { delivered_++; }

}  // namespace forkable::binding
