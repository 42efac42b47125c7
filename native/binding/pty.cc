// openpty() => [master, slave] · loginTty(fd) · ttyname(fd) => path
#include "native/posix/pty.h"

#include <limits.h>
#include <unistd.h>

#include "native/binding/arguments.h"
#include "native/binding/module.h"

namespace forkable::binding {

static Napi::Value Openpty(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Result<Pty> opened = OpenPty();
  if (!opened.ok()) return Throw(env, opened.error());
  Pty pty = opened.take();
  Napi::Array out = Napi::Array::New(env, 2);
  out.Set(0u, Napi::Number::New(env, pty.master.release()));
  out.Set(1u, Napi::Number::New(env, pty.slave.release()));
  return out;
}

static Napi::Value BecomeTty(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int fd = args.Int(0);
  if (args.bad()) return {};
  Status status = LoginTty(fd);
  if (!status.ok()) return Throw(info.Env(), status.error());
  return info.Env().Undefined();
}

static Napi::Value Ttyname(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int fd = args.Int(0);
  if (args.bad()) return {};
  char path[PATH_MAX];
  if (int error = ::ttyname_r(fd, path, sizeof path)) return Throw(info.Env(), {error, "ttyname"});
  return Napi::String::New(info.Env(), path);
}

void InitPty(Napi::Env env, Napi::Object exports) {
  exports.Set("openpty", Napi::Function::New<Openpty>(env, "openpty"));
  exports.Set("loginTty", Napi::Function::New<BecomeTty>(env, "loginTty"));
  exports.Set("ttyname", Napi::Function::New<Ttyname>(env, "ttyname"));
}

}  // namespace forkable::binding
