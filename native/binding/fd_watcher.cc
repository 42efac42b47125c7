#include "native/binding/fd_watcher.h"

#include <napi.h>

#include "native/binding/arguments.h"
#include "native/binding/environment.h"
#include "native/binding/errors.h"
#include "native/binding/module.h"

namespace forkable::binding {

namespace {

// Owned by the loop until its close callback: outlives the JavaScript object by one turn.
struct Watch {
  uv_poll_t poll;
  napi_env env;
  Napi::FunctionReference callback;
};

void OnReady(uv_poll_t* poll, int status, int events) {
  auto* watch = static_cast<Watch*>(poll->data);
  Napi::Env env(watch->env);
  Napi::HandleScope scope(env);
  CallFromLoop(env, watch->callback.Value(),
               {Napi::Number::New(env, status), Napi::Number::New(env, events)});
}

class FdWatcher : public Napi::ObjectWrap<FdWatcher> {
 public:
  static void Init(Napi::Env env, Napi::Object exports) {
    exports.Set(
        "FdWatcher",
        DefineClass(env, "FdWatcher",
                    {InstanceMethod<&FdWatcher::Start>("start"), InstanceMethod<&FdWatcher::Stop>("stop"),
                     InstanceMethod<&FdWatcher::Close>("close"), InstanceMethod<&FdWatcher::Ref>("ref"),
                     InstanceMethod<&FdWatcher::Unref>("unref")}));
  }

  explicit FdWatcher(const Napi::CallbackInfo& info) : Napi::ObjectWrap<FdWatcher>(info) {
    Napi::Env env = info.Env();
    Arguments args(info);
    int fd = args.Int(0);
    Napi::Function callback = args.Function(1);
    if (args.bad()) return;
    auto* watch = new Watch();
    watch->env = env;
    int status = uv_poll_init(Environment::Of(env).loop, &watch->poll, fd);
    if (status < 0) {
      delete watch;
      Throw(env, {-status, "epoll_ctl"});
      return;
    }
    watch->poll.data = watch;
    watch->poll.poll_cb = OnReady;  // the mark of IsFdWatcher, also before the first start
    watch->callback = Napi::Persistent(callback);
    watch_ = watch;
  }

  ~FdWatcher() override { Shut(); }

 private:
  Napi::Value Start(const Napi::CallbackInfo& info) {
    Arguments args(info);
    int events = args.Int(0);
    if (args.bad() || watch_ == nullptr) return info.Env().Undefined();
    int status = uv_poll_start(&watch_->poll, events, OnReady);
    if (status < 0) return Throw(info.Env(), {-status, "epoll_ctl"});
    return info.Env().Undefined();
  }
  Napi::Value Stop(const Napi::CallbackInfo& info) {
    if (watch_ != nullptr) uv_poll_stop(&watch_->poll);
    return info.Env().Undefined();
  }
  Napi::Value Close(const Napi::CallbackInfo& info) {
    Shut();
    return info.Env().Undefined();
  }
  Napi::Value Ref(const Napi::CallbackInfo& info) {
    if (watch_ != nullptr) uv_ref(reinterpret_cast<uv_handle_t*>(&watch_->poll));
    return info.Env().Undefined();
  }
  Napi::Value Unref(const Napi::CallbackInfo& info) {
    if (watch_ != nullptr) uv_unref(reinterpret_cast<uv_handle_t*>(&watch_->poll));
    return info.Env().Undefined();
  }
  void Shut() {
    if (watch_ == nullptr) return;
    auto* handle = reinterpret_cast<uv_handle_t*>(&watch_->poll);
    // Now, not in the close callback: by then the environment may be gone.
    watch_->callback.Reset();
    watch_ = nullptr;
    uv_close(handle, [](uv_handle_t* closed) { delete static_cast<Watch*>(closed->data); });
  }

  Watch* watch_ = nullptr;
};

}  // namespace

bool IsFdWatcher(const uv_handle_t* handle) {
  return handle->type == UV_POLL && reinterpret_cast<const uv_poll_t*>(handle)->poll_cb == OnReady;
}

void InitFdWatcher(Napi::Env env, Napi::Object exports) { FdWatcher::Init(env, exports); }

}  // namespace forkable::binding
