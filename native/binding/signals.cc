// The JavaScript side of native/posix/signal_handler.h: dispositions, and the running of handlers, at once
// inside blocking calls (blocking.h) or on the loop's next turn. All of it belongs to the main thread.
#include <fcntl.h>
#include <napi.h>
#include <uv.h>

#include "native/base/fork_hooks.h"
#include "native/binding/arguments.h"
#include "native/binding/blocking.h"
#include "native/binding/environment.h"
#include "native/binding/module.h"
#include "native/binding/signal_watch.h"
#include "native/posix/due_signals.h"
#include "native/posix/interrupt.h"
#include "native/posix/signal_handler.h"

namespace forkable::binding {

namespace {

constexpr int kMostAtOnce = 4096;  // then others have their turn

// deliver(signo, code, errno, pid, uid, status, value): runs the handler.
Napi::FunctionReference* deliver_ = nullptr;
uv_async_t wake_;  // unref'ed: a handler alone keeps no process alive
napi_env env_ = nullptr;

napi_status Deliver(napi_env env, const SignalRecord& due, bool on_loop) {
  napi_value args[7];
  const int numbers[] = {due.signo, due.code, due.error, due.pid, due.uid, due.status, due.value};
  for (size_t i = 0; i < 7; i++) napi_create_int32(env, numbers[i], &args[i]);
  napi_value ignored;
  napi_value deliver = deliver_->Value();
  // On the loop microtasks and ticks follow each handler, as they follow every callback of Node.
  return on_loop ? napi_make_callback(env, nullptr, deliver, deliver, 7, args, &ignored)
                 : napi_call_function(env, deliver, deliver, 7, args, &ignored);
}

// What a handler throws on the loop is an uncaught exception. False: JavaScript runs no more in this process.
bool ReportThrown(napi_env env) {
  bool thrown = false;
  napi_is_exception_pending(env, &thrown);
  napi_value error;
  if (!thrown || napi_get_and_clear_last_exception(env, &error) != napi_ok) return false;
  return napi_fatal_exception(env, error) == napi_ok;
}

// Later: the loop comes back to what is still due.
void Postpone() {
  set_interrupt_pending(true);
  uv_async_send(&wake_);
}

bool RunDue(napi_env env, bool on_loop) {
  if (deliver_ == nullptr) return true;
  set_interrupt_pending(false);
  SignalRecord due;
  for (int i = 0; TakeDueSignal(&due); i++) {
    if (due.queued) WriteWakeupByte(due.signo);
    Napi::HandleScope scope(env);
    CountDeliveredSignal();
    if (Deliver(env, due, on_loop) != napi_ok && (!on_loop || !ReportThrown(env))) {
      Postpone();
      return false;
    }
    if (i >= kMostAtOnce && on_loop) {
      Postpone();
      break;
    }
  }
  return true;
}

bool RunInsideCall(napi_env env) { return RunDue(env, false); }

void RunOnLoop(uv_async_t*) {
  if (env_ == nullptr) return;
  Napi::HandleScope scope(env_);
  RunDue(env_, true);
}

void InChild() {
  RenewWatchesInChild();
  SettleSignalsInChild();
}

bool Check(Napi::Env env, const Status& status) {
  if (!status.ok()) Throw(env, status.error());
  return status.ok();
}

// setSignalDelivery(deliver): once, before the first disposition.
Napi::Value SetSignalDelivery(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Arguments args(info);
  Napi::Function deliver = args.Function(0);
  if (args.bad() || deliver_ != nullptr) return env.Undefined();
  int status = uv_async_init(Environment::Of(env).loop, &wake_, RunOnLoop);
  if (status < 0) return Throw(env, {-status, "eventfd"});
  uv_unref(reinterpret_cast<uv_handle_t*>(&wake_));
  deliver_ = new Napi::FunctionReference(Napi::Persistent(deliver));
  env_ = env;
  napi_add_env_cleanup_hook(
      env,
      [](void*) {
        SetLoopWaker(nullptr);
        env_ = nullptr;
        delete deliver_;
        deliver_ = nullptr;
        uv_close(reinterpret_cast<uv_handle_t*>(&wake_), nullptr);
      },
      nullptr);
  SetLoopWaker([] { uv_async_send(&wake_); });
  SetSignalDispatcher(RunInsideCall);
  AddForkHooks({nullptr, nullptr, InChild});
  return env.Undefined();
}

// setSignalDisposition(signum, disposition): for a real-time signal the descriptor to poll, else -1.
Napi::Value SetSignalDisposition(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Arguments args(info);
  int signum = args.Int(0);
  auto disposition = static_cast<Disposition>(args.Int(1));
  if (args.bad()) return env.Undefined();
  if (!Check(env, PrepareInterrupts())) return env.Undefined();
  if (!IsRealtime(signum)) {
    Check(env, SetDisposition(Environment::Of(env).loop, signum, disposition));
    return Napi::Number::New(env, -1);
  }
  Result<int> fd = SetRealtimeDisposition(signum, disposition);
  if (!fd.ok()) return Throw(env, fd.error());
  return Napi::Number::New(env, fd.value());
}

Napi::Value RenewSignalDisposition(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int signum = args.Int(0);
  if (!args.bad()) Check(info.Env(), RenewDisposition(Environment::Of(info.Env()).loop, signum));
  return info.Env().Undefined();
}

Napi::Value GetSignalDisposition(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Arguments args(info);
  int signum = args.Int(0);
  if (args.bad()) return env.Undefined();
  return Napi::Number::New(env, static_cast<int>(GetDisposition(Environment::Of(env).loop, signum)));
}

// runSignalHandlers(): those that are due, now; what one throws comes out here.
Napi::Value RunSignalHandlers(const Napi::CallbackInfo& info) {
  RunDueSignalHandlers(info.Env());
  return info.Env().Undefined();
}

// wakeForSignals(): the loop is to run those that are due.
Napi::Value WakeForSignals(const Napi::CallbackInfo& info) {
  if (deliver_ != nullptr) Postpone();
  return info.Env().Undefined();
}

Napi::Value SetSignalWakeupFd(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int fd = args.Int(0);
  if (args.bad()) return info.Env().Undefined();
  int flags = fd < 0 ? O_NONBLOCK : ::fcntl(fd, F_GETFL);
  if (flags < 0) return Throw(info.Env(), SysError::Last("fcntl"));
  bool blocking = (flags & O_NONBLOCK) == 0;
  return Napi::Number::New(info.Env(), blocking ? -2 : SetWakeupFd(fd));
}

Napi::Value TakeSignalWakeupError(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), TakeWakeupError());
}

Napi::Value SetSignalInterrupts(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int signum = args.Int(0);
  bool interrupts = args.Bool(1);
  if (!args.bad()) Check(info.Env(), SetInterrupts(signum, interrupts));
  return info.Env().Undefined();
}

}  // namespace

void InitSignals(Napi::Env env, Napi::Object exports) {
  if (Environment::Of(env).main_thread) RememberInitialDispositions();
  exports.Set("isMainThread", Napi::Boolean::New(env, Environment::Of(env).main_thread));
  exports.Set("setSignalDelivery", Napi::Function::New(env, SetSignalDelivery));
  exports.Set("setSignalDisposition", Napi::Function::New(env, SetSignalDisposition));
  exports.Set("renewSignalDisposition", Napi::Function::New(env, RenewSignalDisposition));
  exports.Set("getSignalDisposition", Napi::Function::New(env, GetSignalDisposition));
  exports.Set("runSignalHandlers", Napi::Function::New(env, RunSignalHandlers));
  exports.Set("wakeForSignals", Napi::Function::New(env, WakeForSignals));
  exports.Set("setSignalWakeupFd", Napi::Function::New(env, SetSignalWakeupFd));
  exports.Set("takeSignalWakeupError", Napi::Function::New(env, TakeSignalWakeupError));
  exports.Set("setSignalInterrupts", Napi::Function::New(env, SetSignalInterrupts));
}

}  // namespace forkable::binding
