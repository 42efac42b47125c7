#include "native/binding/system_calls.h"

#include <cerrno>

#include "native/binding/errors.h"

namespace forkable::binding {

static napi_value Invoke(napi_env env, napi_callback_info info) {
  napi_value given[kMaxSystemCallArguments];
  size_t count = kMaxSystemCallArguments;
  void* data = nullptr;
  napi_get_cb_info(env, info, &count, given, nullptr, &data);
  const auto& call = *static_cast<const SystemCall*>(data);
  int64_t arguments[kMaxSystemCallArguments] = {};
  for (int i = 0; i < call.arity; i++) {
    if (napi_get_value_int64(env, given[i], &arguments[i]) != napi_ok) {
      ThrowType(env, "an integer was expected");
      return nullptr;
    }
  }
  errno = 0;
  int64_t result = call.call(arguments);
  if (result == -1 && errno != 0) {
    Throw(env, SysError::Last(call.syscall));
    return nullptr;
  }
  napi_value out = nullptr;
  napi_create_int64(env, result, &out);
  return out;
}

void ExportSystemCalls(Napi::Env env, Napi::Object exports, const SystemCall* calls, size_t count) {
  for (size_t i = 0; i < count; i++) {
    napi_value function = nullptr;
    auto* data = const_cast<SystemCall*>(&calls[i]);
    napi_create_function(env, calls[i].name, NAPI_AUTO_LENGTH, Invoke, data, &function);
    napi_set_named_property(env, exports, calls[i].name, function);
  }
}

}  // namespace forkable::binding
