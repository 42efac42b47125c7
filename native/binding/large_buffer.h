// Buffers for messages too large for the memory through which short ones pass.
#ifndef FORKABLE_BINDING_LARGE_BUFFER_H_
#define FORKABLE_BINDING_LARGE_BUFFER_H_

#include <napi.h>
#include <stdlib.h>

#include "native/binding/environment.h"

namespace forkable::binding {

// Fresh pages cost more than the copy into them. The memory of large Buffers comes from malloc(3), which
// gives what is freed back to the system at once until it has seen that such sizes come and go
// (M_MMAP_THRESHOLD in mallopt(3)): shown it here, the next messages find warm memory. Address space only,
// nothing is touched.
inline void PrepareForLarge() {
  static const bool done = [] {
    void* volatile example = ::malloc(31 * 1024 * 1024);
    ::free(example);
    return true;
  }();
  (void)done;
}

// Memory of the engine's own, not zeroed: it is collected with the young, which costs next to nothing, where
// memory from outside would be counted against the whole heap. nullptr: an exception is pending.
inline napi_value MakeLargeBuffer(napi_env env, size_t size) {
  PrepareForLarge();
  napi_value length = nullptr, nobody = nullptr, buffer = nullptr;
  napi_create_double(env, static_cast<double>(size), &length);
  napi_get_undefined(env, &nobody);
  napi_call_function(env, nobody, Environment::Of(env).make_buffer.Value(), 1, &length, &buffer);
  return buffer;
}

}  // namespace forkable::binding

#endif  // FORKABLE_BINDING_LARGE_BUFFER_H_
