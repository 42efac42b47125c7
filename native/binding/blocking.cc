#include "native/binding/blocking.h"

#include "native/binding/environment.h"

namespace forkable::binding {

static SignalDispatcher dispatcher_ = nullptr;

void SetSignalDispatcher(SignalDispatcher dispatcher) { dispatcher_ = dispatcher; }

bool RunDueSignalHandlers(napi_env env) {
  if (dispatcher_ == nullptr || !Environment::Of(env).main_thread) return true;
  return dispatcher_(env);
}

}  // namespace forkable::binding
