// Whose memory it is when an ArrayBuffer or a Buffer over memory from outside could not be made.
#ifndef FORKABLE_BINDING_EXTERNAL_MEMORY_H_
#define FORKABLE_BINDING_EXTERNAL_MEMORY_H_

#include <errno.h>
#include <napi.h>

#include "native/binding/errors.h"

namespace forkable::binding {

// Where no such buffers are allowed at all the finalizer has not been run, and `release` is. Any other
// failure (a size above what this Node can have: an exception is pending then) has run it already.
template <typename Release>
Napi::Value NoExternalMemory(Napi::Env env, napi_status status, const char* message, Release release) {
  if (status == napi_no_external_buffers_allowed) release();
  if (env.IsExceptionPending()) return {};
  return Throw(env, {ENOMEM, "", message});
}

}  // namespace forkable::binding

#endif  // FORKABLE_BINDING_EXTERNAL_MEMORY_H_
