// fork() and what a clean child needs of the engine. lib/native/fork.ts
#include "native/fork/fork.h"

#include <napi.h>

#include <memory>
#include <vector>

#include "native/binding/arguments.h"
#include "native/binding/environment.h"
#include "native/binding/fd_watcher.h"
#include "native/binding/module.h"
#include "native/fork/engine.h"
#include "native/fork/judge.h"
#include "native/posix/process_mask.h"

namespace forkable::binding {

namespace {

const char* unsupported_ = nullptr;
bool initialised_ = false;

UniqueFd last_pidfd_;

// fork(clean, keep, sibling): 0 in the child, the pid in the parent, -errno when fork(2) failed.
Napi::Value ForkProcess(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Environment& state = Environment::Of(env);
  if (!state.main_thread)
    return Throw(env, {0, "fork", "a Worker cannot fork: only the main thread can", "ERR_FORK_UNSUPPORTED"});
  if (unsupported_ != nullptr) return Throw(env, {0, "fork", unsupported_, "ERR_FORK_UNSUPPORTED"});
  Arguments args(info);
  ForkOptions options;
  options.clean = args.Bool(0);
  Bytes keep = args.Memory(1);
  options.sibling = args.Bool(2);
  if (args.bad()) return Napi::Value();
  options.quarantine.keep = reinterpret_cast<const int*>(keep.data);
  options.quarantine.keep_count = keep.size / sizeof(int);
  options.quarantine.spares = IsFdWatcher;
  last_pidfd_.reset();
  Result<Forked> result = Fork(state.loop, options);
  if (!result.ok()) return Napi::Number::New(env, -result.error().err);
  last_pidfd_ = std::move(result.value().pidfd);
  return Napi::Number::New(env, result.value().pid);
}

// takePidfd(): the pidfd of the last fork's child, now the caller's to close. -1 when it has been taken.
Napi::Value TakePidfd(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), last_pidfd_.release());
}

Napi::Value ForkSupport(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  if (unsupported_ == nullptr) return env.Null();
  return Napi::String::New(env, unsupported_);
}

Napi::Value ForkTimesOf(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  const ForkTimes& times = LastForkTimes();
  Napi::Object out = Napi::Object::New(env);
  out.Set("barrier", times.barrier / 1e3);
  out.Set("stop", times.stop / 1e3);
  out.Set("copy", times.copy / 1e3);
  out.Set("release", times.release / 1e3);
  out.Set("attempts", times.attempts);
  out.Set("threads", times.threads);
  return out;
}

Napi::Value ReturnedWorkersOf(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), HasReturnedWorkers());
}

Napi::Value CountWorkersNow(const Napi::CallbackInfo& info) {
  Result<size_t> count = LookForWorkers();
  return Napi::Number::New(info.Env(), count.ok() ? static_cast<double>(count.value()) : -1);
}

// keepWorker(older, all): of so many Workers, the one with so many older ones goes on in children.
Napi::Value KeepWorkerOf(const Napi::CallbackInfo& info) {
  Arguments args(info);
  uint32_t older = args.Uint(0);
  uint32_t all = args.Uint(1);
  if (!args.bad()) KeepWorker(older, all);
  return info.Env().Undefined();
}

Napi::Value CompanionOf(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), HasCompanion());
}

Napi::Value OutputDropped(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), TakeOutputDropped());
}

// Empties the queue of microtasks: V8 drops it when it is told to end in the middle of running it.
Napi::Value DropMicrotasks(const Napi::CallbackInfo& info) {
  void* isolate = engine::CurrentIsolate();
  engine::TerminateExecution(isolate);
  engine::RunMicrotasks(isolate);
  engine::CancelTerminateExecution(isolate);
  return info.Env().Undefined();
}

constexpr unsigned kTimers = 1;
constexpr unsigned kTicks = 2;
unsigned work_left_ = 0;

// Whether Node would run what the parent has put off until after the current callback (process.nextTick): it
// is made to try, with JavaScript being ended at its first step. That step uses the order up, so that
// `nothing` can be called.
bool HasTicks(Napi::Env env, Napi::Function nothing) {
  void* isolate = engine::CurrentIsolate();
  Napi::AsyncContext context(env, "forkable");
  {
    Napi::CallbackScope scope(env, context);
    engine::TerminateExecution(isolate);
  }
  napi_value result;
  bool has_run = napi_call_function(env, env.Global(), nothing, 0, nullptr, &result) == napi_ok;
  engine::CancelTerminateExecution(isolate);
  if (env.IsExceptionPending()) env.GetAndClearPendingException();
  return has_run;
}

// workLeft(): what of the things that the parent had put off would run in this child, as bits.
Napi::Value GetWorkLeft(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), work_left_); }

struct CleanStart {
  uv_idle_t idle;
  uv_check_t check;
  int open_handles = 2;
  napi_env env;
  Napi::FunctionReference callback;
  Napi::FunctionReference nothing;
};

// The loop may come to its check phase first, where Node would call JavaScript again and again while that is
// being ended.
void OnCheck(uv_check_t* check) {
  uv_check_stop(check);
  engine::CancelTerminateExecution(engine::CurrentIsolate());
}

// The handles share one piece of memory: the last one to be closed frees it.
void OnHandleClosed(uv_handle_t* handle) {
  auto* start = static_cast<CleanStart*>(handle->data);
  if (--start->open_handles == 0) delete start;
}

void OnCleanStack(uv_idle_t* idle) {
  auto* start = static_cast<CleanStart*>(idle->data);
  uv_idle_stop(idle);
  work_left_ = FinishQuarantine(idle->loop) ? kTimers : 0;
  ForgetHolds();  // by the parent's waits for signals
  engine::StopTerminating(engine::CurrentIsolate());
  Napi::Env env(start->env);
  Napi::HandleScope scope(env);
  ReportException(env);
  SetUnwinding(false);
  if (HasTicks(env, start->nothing.Value())) work_left_ |= kTicks;
  start->nothing.Reset();
  Napi::Function callback = start->callback.Value();
  start->callback.Reset();
  uv_close(reinterpret_cast<uv_handle_t*>(idle), OnHandleClosed);
  uv_close(reinterpret_cast<uv_handle_t*>(&start->check), OnHandleClosed);
  CallFromLoop(env, callback, {});
}

// unwind(callback, nothing): every JavaScript frame ends without running its catch or finally; then the
// callback is called from the event loop. `nothing` is a function of JavaScript that does nothing. `all`:
// Node may try to run more on the way there, which is ended too; its loop over timers would never leave off
// trying. The caller must not return to anything else: it spins until it is gone.
Napi::Value Unwind(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Arguments args(info);
  Napi::Function callback = args.Function(0);
  Napi::Function nothing = args.Function(1);
  bool all = args.Bool(2);
  if (args.bad()) return Napi::Value();
  auto* start = new CleanStart();
  start->env = env;
  start->callback = Napi::Persistent(callback);
  start->nothing = Napi::Persistent(nothing);
  start->idle.data = start;
  uv_idle_init(Environment::Of(env).loop, &start->idle);
  uv_idle_start(&start->idle, OnCleanStack);
  start->check.data = start;
  uv_check_init(Environment::Of(env).loop, &start->check);
  if (!all) uv_check_start(&start->check, OnCheck);
  SetUnwinding(true);
  if (all) engine::KeepTerminating(engine::CurrentIsolate());
  else engine::TerminateExecution(engine::CurrentIsolate());
  return env.Undefined();
}

}  // namespace

void InitFork(Napi::Env env, Napi::Object exports) {
  Environment& state = Environment::Of(env);
  if (state.main_thread && !initialised_) {
    initialised_ = true;
    unsupported_ = forkable::InitFork(state.loop);
  }
  exports.Set("fork", Napi::Function::New(env, ForkProcess));
  exports.Set("takePidfd", Napi::Function::New(env, TakePidfd));
  exports.Set("forkSupport", Napi::Function::New(env, ForkSupport));
  exports.Set("forkTimes", Napi::Function::New(env, ForkTimesOf));
  exports.Set("hasReturnedWorkers", Napi::Function::New(env, ReturnedWorkersOf));
  exports.Set("countWorkers", Napi::Function::New(env, CountWorkersNow));
  exports.Set("keepWorker", Napi::Function::New(env, KeepWorkerOf));
  exports.Set("hasCompanion", Napi::Function::New(env, CompanionOf));
  exports.Set("takeOutputDropped", Napi::Function::New(env, OutputDropped));
  exports.Set("dropMicrotasks", Napi::Function::New(env, DropMicrotasks));
  exports.Set("workLeft", Napi::Function::New(env, GetWorkLeft));
  exports.Set("unwind", Napi::Function::New(env, Unwind));
}

}  // namespace forkable::binding
