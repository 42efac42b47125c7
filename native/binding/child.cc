// A Process's child by its pidfd, waiting for one descriptor, and the last output of a process.
// lib/native/child.ts
#include "native/posix/child.h"

#include <napi.h>

#include <cmath>

#include "native/binding/arguments.h"
#include "native/binding/blocking.h"
#include "native/binding/environment.h"
#include "native/binding/module.h"
#include "native/fork/output.h"

namespace forkable::binding {

namespace {

// reapChild(pidfd): the exit code (minus the signal), null while it runs, NaN when nobody knows.
Napi::Value Reap(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Arguments args(info);
  int pidfd = args.Int(0);
  if (args.bad()) return Napi::Value();
  Result<ChildEnd> result = ReapChild(pidfd);
  if (!result.ok()) return Throw(env, result.error());
  switch (result.value().kind) {
    case ChildEnd::kRunning:
      return env.Null();
    case ChildEnd::kEnded:
      return Napi::Number::New(env, result.value().exit_code);
    case ChildEnd::kUnknown:
      break;
  }
  return Napi::Number::New(env, std::nan(""));
}

// pollFd(fd, events, ms): blocks; handlers of signals run meanwhile.
Napi::Value PollFd(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Arguments args(info);
  int fd = args.Int(0);
  int events = args.Int(1);
  Deadline deadline = args.Timeout(2);
  if (args.bad()) return Napi::Value();
  Result<bool> result(false);
  auto attempt = [&] { return PollOnce(fd, static_cast<short>(events), deadline); };
  if (!RunBlocking(env, attempt, &result)) return Napi::Value();
  if (!result.ok()) return Throw(env, result.error());
  return Napi::Boolean::New(env, result.value());
}

Napi::Value DeliverOutput(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), DeliverQueuedOutput(Environment::Of(info.Env()).loop));
}

Napi::Value WriteFully(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int fd = args.Int(0);
  Bytes bytes = args.Memory(1);
  if (args.bad()) return Napi::Value();
  return Napi::Boolean::New(info.Env(), WriteAll(fd, reinterpret_cast<const char*>(bytes.data), bytes.size));
}

}  // namespace

void InitChild(Napi::Env env, Napi::Object exports) {
  exports.Set("reapChild", Napi::Function::New(env, Reap));
  exports.Set("pollFd", Napi::Function::New(env, PollFd));
  exports.Set("deliverOutput", Napi::Function::New(env, DeliverOutput));
  exports.Set("writeFully", Napi::Function::New(env, WriteFully));
}

}  // namespace forkable::binding
