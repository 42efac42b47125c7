// System calls that take integers, give one integer and do not wait: each is a row of a table, and one
// function of Node-API serves them all.
#ifndef FORKABLE_BINDING_SYSTEM_CALLS_H_
#define FORKABLE_BINDING_SYSTEM_CALLS_H_

#include <napi.h>

#include <cstdint>

namespace forkable::binding {

constexpr int kMaxSystemCallArguments = 5;

struct SystemCall {
  const char* name;     // in JavaScript
  const char* syscall;  // in errors
  int arity;
  // Failed means -1 with errno set: errno is 0 before, for -1 is a value of getpriority(2) and nice(2).
  int64_t (*call)(const int64_t* arguments);
};

// `calls` has to live as long as the addon.
void ExportSystemCalls(Napi::Env env, Napi::Object exports, const SystemCall* calls, size_t count);

template <size_t N>
void ExportSystemCalls(Napi::Env env, Napi::Object exports, const SystemCall (&calls)[N]) {
  ExportSystemCalls(env, exports, calls, N);
}

}  // namespace forkable::binding

#endif  // FORKABLE_BINDING_SYSTEM_CALLS_H_
