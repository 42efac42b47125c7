// wait4(pid, options, call) => [pid, status] or [pid, status, rusage]; `call` is a WaitCall of
// lib/native/wait.ts waitid(type, id, options) => { si_pid, … } | null
#include "native/posix/wait.h"

#include "native/binding/arguments.h"
#include "native/binding/blocking.h"
#include "native/binding/module.h"
#include "native/binding/rusage.h"

namespace forkable::binding {

// Errors keep the name without owning it, so it has to be one of ours.
static const char* NameOf(int call) {
  static const char* const kNames[] = {"wait", "waitpid", "wait3", "wait4"};
  return call >= 0 && call < 4 ? kNames[call] : "wait4";
}

static Napi::Value Wait4(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Arguments args(info);
  pid_t pid = args.Int(0);
  int options = args.Int(1);
  int call = args.Int(2);
  if (args.bad()) return {};
  Result<WaitedChild> waited = WaitedChild{};
  auto attempt = [&] { return WaitChild(pid, options, NameOf(call)); };
  if (!RunBlocking<WaitedChild>(env, attempt, &waited)) return {};
  if (!waited.ok()) return Throw(env, waited.error());
  const WaitedChild& child = waited.value();
  bool usage = call >= 2;
  Napi::Array out = Napi::Array::New(env, usage ? 3 : 2);
  out.Set(0u, Napi::Number::New(env, child.pid));
  out.Set(1u, Napi::Number::New(env, child.status));
  if (usage) out.Set(2u, RusageToObject(env, child.usage));
  return out;
}

static Napi::Value Waitid(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Arguments args(info);
  int type = args.Int(0);
  id_t id = args.Uint(1);
  int options = args.Int(2);
  if (args.bad()) return {};
  Result<WaitedId> waited = WaitedId{};
  if (!RunBlocking<WaitedId>(env, [&] { return WaitId(type, id, options); }, &waited)) return {};
  if (!waited.ok()) return Throw(env, waited.error());
  const WaitedId& child = waited.value();
  if (child.pid == 0) return env.Null();
  Napi::Object out = Napi::Object::New(env);
  out.Set("si_pid", child.pid);
  out.Set("si_uid", child.uid);
  out.Set("si_signo", child.signo);
  out.Set("si_status", child.status);
  out.Set("si_code", child.code);
  return out;
}

void InitWait(Napi::Env env, Napi::Object exports) {
  exports.Set("wait4", Napi::Function::New<Wait4>(env, "wait4"));
  exports.Set("waitid", Napi::Function::New<Waitid>(env, "waitid"));
}

}  // namespace forkable::binding
