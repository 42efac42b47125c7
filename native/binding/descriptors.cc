// Making, copying, closing and setting descriptors; pipe2(flags) => [r, w]
#include "native/posix/descriptors.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "native/binding/arguments.h"
#include "native/binding/module.h"
#include "native/binding/system_calls.h"

namespace forkable::binding {

static constexpr SystemCall kCalls[] = {
    {"close", "close", 1, [](const int64_t* a) -> int64_t { return CloseOnce(a[0]); }},
    {"closerange", "close_range", 2,
     [](const int64_t* a) -> int64_t {
       CloseRange(a[0], a[1]);
       return 0;
     }},
    {"dup", "dup", 1, [](const int64_t* a) -> int64_t { return ::fcntl(a[0], F_DUPFD_CLOEXEC, 0); }},
    {"dup2", "dup2", 3, [](const int64_t* a) -> int64_t { return DuplicateTo(a[0], a[1], a[2] != 0); }},
    {"getInheritable", "fcntl", 1, [](const int64_t* a) -> int64_t { return GetInheritable(a[0]); }},
    {"setInheritable", "fcntl", 2,
     [](const int64_t* a) -> int64_t { return SetInheritable(a[0], a[1] != 0); }},
    {"getBlocking", "fcntl", 1, [](const int64_t* a) -> int64_t { return GetBlocking(a[0]); }},
    {"setBlocking", "fcntl", 2, [](const int64_t* a) -> int64_t { return SetBlocking(a[0], a[1] != 0); }},
    {"fcntl", "fcntl", 3, [](const int64_t* a) -> int64_t { return ::fcntl(a[0], a[1], a[2]); }},
    {"isatty", "isatty", 1, [](const int64_t* a) -> int64_t { return ::isatty(a[0]); }},
    {"ftruncate", "ftruncate", 2, [](const int64_t* a) -> int64_t { return ::ftruncate(a[0], a[1]); }},
    {"lseek", "lseek", 3, [](const int64_t* a) -> int64_t { return ::lseek(a[0], a[1], a[2]); }},
    {"eventfd", "eventfd", 2, [](const int64_t* a) -> int64_t { return ::eventfd(a[0], a[1]); }},
};

static Napi::Value Pipe2(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Arguments args(info);
  int flags = args.Int(0);
  if (args.bad()) return {};
  int ends[2];
  if (::pipe2(ends, flags) < 0) return Throw(env, SysError::Last("pipe2"));
  Napi::Array out = Napi::Array::New(env, 2);
  out.Set(0u, Napi::Number::New(env, ends[0]));
  out.Set(1u, Napi::Number::New(env, ends[1]));
  return out;
}

void InitDescriptors(Napi::Env env, Napi::Object exports) {
  ExportSystemCalls(env, exports, kCalls);
  exports.Set("pipe2", Napi::Function::New<Pipe2>(env, "pipe2"));
}

}  // namespace forkable::binding
