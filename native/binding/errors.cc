#include "native/binding/errors.h"

#include "native/binding/environment.h"

namespace forkable::binding {

Napi::Value MakeError(Napi::Env env, const SysError& error) {
  Environment& state = Environment::Of(env);
  auto text = [&](const char* s) -> napi_value { return s ? Napi::String::New(env, s) : env.Undefined(); };
  return state.make_error.Call(
      {Napi::Number::New(env, error.err), text(error.syscall), text(error.detail), text(error.code)});
}

Napi::Value Throw(Napi::Env env, const SysError& error) {
  Napi::HandleScope scope(env);
  Napi::Value made = MakeError(env, error);
  if (!env.IsExceptionPending()) napi_throw(env, made);
  return Napi::Value();
}

Napi::Value ThrowType(Napi::Env env, const char* message, const char* code) {
  napi_throw_type_error(env, code, message);
  return Napi::Value();
}

static bool unwinding_ = false;

void SetUnwinding(bool unwinding) { unwinding_ = unwinding; }

void ReportException(Napi::Env env) {
  if (!env.IsExceptionPending()) return;
  napi_value error = nullptr;
  napi_get_and_clear_last_exception(env, &error);
  if (!unwinding_ && error != nullptr) napi_fatal_exception(env, error);
}

void CallFromLoop(Napi::Env env, napi_value function, const std::initializer_list<napi_value>& args) {
  // Its own receiver: where domains are in use, Node takes the receiver's property of that name for one,
  // and the global object of the REPL has such a property.
  napi_make_callback(env, nullptr, function, function, args.size(), args.begin(), nullptr);
  ReportException(env);
}

// setErrorFactory(make): lib/native hands in the function that builds OSError and its kin.
static Napi::Value SetErrorFactory(const Napi::CallbackInfo& info) {
  Environment::Of(info.Env()).make_error = Napi::Persistent(info[0].As<Napi::Function>());
  return info.Env().Undefined();
}

void InitErrors(Napi::Env env, Napi::Object exports) {
  exports.Set("setErrorFactory", Napi::Function::New(env, SetErrorFactory));
}

}  // namespace forkable::binding
