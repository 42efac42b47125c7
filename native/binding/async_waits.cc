#include "native/binding/async_waits.h"

#include <memory>
#include <utility>

#include "native/base/fork_hooks.h"
#include "native/binding/arguments.h"
#include "native/binding/environment.h"
#include "native/binding/errors.h"
#include "native/binding/module.h"

namespace forkable::binding {

// A fork happens on the main thread; the waits of Workers are gone with their threads.
static AsyncWaits* main_waits_ = nullptr;

AsyncWaits& AsyncWaits::Of(napi_env env) {
  Environment& state = Environment::Of(env);
  if (state.async_waits == nullptr) state.async_waits = new AsyncWaits(env);
  return *state.async_waits;
}

AsyncWaits::AsyncWaits(napi_env env) : env_(env) {
  Environment& state = Environment::Of(env);
  uv_async_init(state.loop, &async_,
                [](uv_async_t* async) { static_cast<AsyncWaits*>(async->data)->Drain(); });
  async_.data = this;
  uv_unref(reinterpret_cast<uv_handle_t*>(&async_));
  napi_add_async_cleanup_hook(env, Close, this, &cleanup_);
  if (!state.main_thread) return;
  main_waits_ = this;
  static bool hooked = false;
  if (!std::exchange(hooked, true)) {
    AddForkHooks({nullptr, nullptr, [] {
                    if (main_waits_ != nullptr) main_waits_->ForgetAll();
                  }});
  }
}

void AsyncWaits::Close(napi_async_cleanup_hook_handle handle, void* data) {
  auto* self = static_cast<AsyncWaits*>(data);
  RemoveWaitsOf(self);
  self->closed_ = true;
  self->pending_.clear();
  if (main_waits_ == self) main_waits_ = nullptr;
  uv_close(reinterpret_cast<uv_handle_t*>(&self->async_), [](uv_handle_t* closed) {
    auto* self = static_cast<AsyncWaits*>(closed->data);
    napi_remove_async_cleanup_hook(self->cleanup_);
    delete self;
  });
}

Result<uint64_t> AsyncWaits::Wait(Word* word, uint32_t expected, const Deadline& deadline, uint32_t flags,
                                  Callback callback) {
  if (closed_) return SysError{ECANCELED, "", "the event loop is closing", nullptr};
  WaitRequest request{word, expected, flags, deadline.at(), this};
  Result<uint64_t> id = AddWait(request);
  if (!id.ok()) return id;
  pending_.emplace(id.value(), std::move(callback));
  KeepLoopAlive();
  return id;
}

void AsyncWaits::Cancel(uint64_t id) {
  if (pending_.erase(id) == 0) return;
  RemoveWait(id);
  KeepLoopAlive();
}

void AsyncWaits::Deliver(uint64_t id, WaitOutcome outcome) {
  ::pthread_mutex_lock(&mutex_);
  done_.push_back({id, outcome});
  ::pthread_mutex_unlock(&mutex_);
  uv_async_send(&async_);
}

void AsyncWaits::Drain() {
  std::vector<Done> done;
  ::pthread_mutex_lock(&mutex_);
  done.swap(done_);
  ::pthread_mutex_unlock(&mutex_);
  for (const Done& one : done) {
    auto found = pending_.find(one.id);
    if (found == pending_.end()) continue;  // cancelled meanwhile
    Callback callback = std::move(found->second);
    pending_.erase(found);
    Napi::HandleScope scope{Napi::Env(env_)};
    callback(one.outcome);
    if (closed_) return;
  }
  KeepLoopAlive();
}

void AsyncWaits::ForgetAll() {
  // What the callbacks hold (references into JavaScript) is the parent's: left to the end of the process, for
  // releasing them here would mean to run in the middle of a fork.
  new std::unordered_map<uint64_t, Callback>(std::move(pending_));
  pending_.clear();
  done_.clear();
  uv_unref(reinterpret_cast<uv_handle_t*>(&async_));
}

void AsyncWaits::KeepLoopAlive() {
  auto* handle = reinterpret_cast<uv_handle_t*>(&async_);
  if (pending_.empty()) {
    uv_unref(handle);
  } else {
    uv_ref(handle);
  }
}

namespace {

Word* WordAt(Arguments& args, size_t view, size_t index) {
  Bytes memory = args.Memory(view);
  uint32_t at = args.Uint(index);
  if (args.bad() || (static_cast<size_t>(at) + 1) * sizeof(Word) > memory.size) return nullptr;
  return reinterpret_cast<Word*>(memory.data) + at;
}

// waitAsync(view, index, expected, ms, flags, callback(outcome)) => id. The view is kept until the outcome.
Napi::Value WaitAsync(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Arguments args(info);
  Word* word = WordAt(args, 0, 1);
  auto expected = static_cast<uint32_t>(args.Int(2));
  Deadline deadline = args.Timeout(3);
  uint32_t flags = args.Uint(4);
  Napi::Function function = args.Function(5);
  if (args.bad()) return {};
  if (word == nullptr) return Throw(env, {ERANGE, "", "no such word"});
  struct Held {
    Napi::FunctionReference callback;
    Napi::ObjectReference view;
  };
  auto held = std::make_shared<Held>();
  held->callback = Napi::Persistent(function);
  held->view = Napi::Persistent(info[0].As<Napi::Object>());
  Result<uint64_t> id =
      AsyncWaits::Of(env).Wait(word, expected, deadline, flags, [held](WaitOutcome outcome) {
        Napi::Env env = held->callback.Env();
        CallFromLoop(env, held->callback.Value(), {Napi::Number::New(env, static_cast<uint32_t>(outcome))});
      });
  if (!id.ok()) return Throw(env, id.error());
  return Napi::Number::New(env, static_cast<double>(id.value()));
}

Napi::Value CancelWait(const Napi::CallbackInfo& info) {
  Arguments args(info);
  double id = args.Double(0);
  if (!args.bad()) AsyncWaits::Of(info.Env()).Cancel(static_cast<uint64_t>(id));
  return info.Env().Undefined();
}

// wakeWord(view, index, count)
Napi::Value WakeWord(const Napi::CallbackInfo& info) {
  Arguments args(info);
  Word* word = WordAt(args, 0, 1);
  int count = args.Int(2);
  if (args.bad()) return {};
  if (word == nullptr) return Throw(info.Env(), {ERANGE, "", "no such word"});
  return Napi::Number::New(info.Env(), FutexWake(word, count));
}

}  // namespace

void InitAsyncWaits(Napi::Env env, Napi::Object exports) {
  exports.Set("waitAsync", Napi::Function::New(env, WaitAsync));
  exports.Set("cancelWait", Napi::Function::New(env, CancelWait));
  exports.Set("wakeWord", Napi::Function::New(env, WakeWord));
}

}  // namespace forkable::binding
