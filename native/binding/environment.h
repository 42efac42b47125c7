// What the addon keeps for each JavaScript environment (the main thread and each Worker has its own).
#ifndef FORKABLE_BINDING_ENVIRONMENT_H_
#define FORKABLE_BINDING_ENVIRONMENT_H_

#include <napi.h>
#include <uv.h>

namespace forkable::binding {

class AsyncWaits;

struct Environment {
  Napi::FunctionReference make_error;   // (errno, syscall, detail, code) => Error
  Napi::FunctionReference make_buffer;  // Buffer.allocUnsafeSlow
  uv_loop_t* loop = nullptr;
  bool main_thread = false;
  AsyncWaits* async_waits = nullptr;  // native/binding/async_waits.h, made when first needed

  static Environment& Of(napi_env env) {
    void* data = nullptr;
    napi_get_instance_data(env, &data);
    return *static_cast<Environment*>(data);
  }
};

}  // namespace forkable::binding

#endif  // FORKABLE_BINDING_ENVIRONMENT_H_
