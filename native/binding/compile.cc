// Compiles functions of JavaScript without running them. lib/native/compile.ts
#include <napi.h>

#include "native/binding/arguments.h"
#include "native/binding/module.h"
#include "native/fork/engine.h"

namespace forkable::binding {

namespace {

// compile(functions): the engine compiles a function when it is called first, and has been told here to end
// all JavaScript at its first step. How many it has compiled: stops where the engine does otherwise.
Napi::Value Compile(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Napi::Array functions = info[0].As<Napi::Array>();
  void* isolate = engine::CurrentIsolate();
  uint32_t count = 0;
  for (; count < functions.Length(); count++) {
    Napi::HandleScope scope(env);
    Napi::Value function = functions[count];
    napi_value result;
    engine::TerminateExecution(isolate);
    bool has_run = napi_call_function(env, env.Undefined(), function, 0, nullptr, &result) == napi_ok;
    engine::CancelTerminateExecution(isolate);
    if (env.IsExceptionPending()) env.GetAndClearPendingException();
    if (has_run) break;
  }
  return Napi::Number::New(env, count);
}

}  // namespace

void InitCompile(Napi::Env env, Napi::Object exports) {
  exports.Set("compile", Napi::Function::New(env, Compile));
}

}  // namespace forkable::binding
