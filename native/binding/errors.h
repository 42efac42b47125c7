// The one funnel from a SysError to a JavaScript exception. Throwing leaves the exception pending:
// the caller returns at once.
#ifndef FORKABLE_BINDING_ERRORS_H_
#define FORKABLE_BINDING_ERRORS_H_

#include <napi.h>

#include <initializer_list>

#include "native/base/result.h"

namespace forkable::binding {

Napi::Value MakeError(Napi::Env env, const SysError& error);
// Both return an empty value so that `return Throw(...)` reads well.
Napi::Value Throw(Napi::Env env, const SysError& error);
Napi::Value ThrowType(Napi::Env env, const char* message, const char* code = "ERR_INVALID_ARG_TYPE");

// After a callback from the event loop: what JavaScript threw there is an uncaught exception. Nothing else
// would take it, and a pending exception makes every later call fail.
void ReportException(Napi::Env env);
// A call from the event loop, reported so. While the environment is being torn down the loop still turns, but
// no JavaScript runs any more: nothing happens then.
void CallFromLoop(Napi::Env env, napi_value function, const std::initializer_list<napi_value>& args);
// While a clean child unwinds its parent's frames, "exceptions" are only the end of those frames.
void SetUnwinding(bool unwinding);

void InitErrors(Napi::Env env, Napi::Object exports);

}  // namespace forkable::binding

#endif  // FORKABLE_BINDING_ERRORS_H_
