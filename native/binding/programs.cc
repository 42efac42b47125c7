// Starting other programs:
// exec(paths | fd, argv, env): returns only by throwing
// posixSpawn(path, argv, env, search, actions, numbers, mask | null, defaults) => pid
//   actions: arrays [kind, fd, target] or [kind, fd, path, flags, mode]
//   numbers: [group, resetIds, newSession, policy, priority], -1 where not given
#include <uv.h>

#include "native/binding/arguments.h"
#include "native/binding/module.h"
#include "native/posix/exec.h"
#include "native/posix/spawn.h"

namespace forkable::binding {

static Napi::Value Exec(const Napi::CallbackInfo& info) {
  Arguments args(info);
  bool by_fd = info[0].IsNumber();
  int fd = by_fd ? args.Int(0) : -1;
  std::vector<std::string> paths;
  if (!by_fd) paths = args.Texts(0);
  std::vector<std::string> argv = args.Texts(1);
  std::vector<std::string> env = args.Texts(2);
  if (args.bad()) return {};
  uv_tty_reset_mode();  // the next program finds the terminal as this one did
  SysError error = by_fd ? ExecuteFd(fd, argv, env) : Execute(paths, argv, env);
  // Of a program that was looked for in PATH, its name.
  std::string tried = paths.empty() ? std::string() : paths.back();
  if (paths.size() > 1) tried = tried.substr(tried.rfind('/') + 1);
  if (!by_fd) error.detail = tried.c_str();
  return Throw(info.Env(), error);
}

static sigset_t ToSet(const std::vector<int>& signals) {
  sigset_t set;
  ::sigemptyset(&set);
  for (int sig : signals) ::sigaddset(&set, sig);
  return set;
}

static bool ReadActions(Arguments& args, size_t i, std::vector<SpawnAction>* out) {
  if (!args.at(i).IsArray()) return false;
  Napi::Array list = args.at(i).As<Napi::Array>();
  for (uint32_t each = 0; each < list.Length(); each++) {
    Napi::Value row = list.Get(each);
    if (!row.IsArray()) return false;
    Napi::Array fields = row.As<Napi::Array>();
    auto number = [&](uint32_t at) { return fields.Get(at).ToNumber().Int32Value(); };
    SpawnAction action;
    action.kind = static_cast<SpawnAction::Kind>(number(0));
    action.fd = number(1);
    if (action.kind == SpawnAction::kDup2) action.target = number(2);
    if (action.kind == SpawnAction::kOpen) {
      action.path = fields.Get(2u).ToString().Utf8Value();
      action.flags = number(3);
      action.mode = static_cast<mode_t>(number(4));
    }
    out->push_back(std::move(action));
  }
  return true;
}

static Napi::Value PosixSpawn(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Arguments args(info);
  SpawnRequest request;
  request.path = args.Text(0);
  request.argv = args.Texts(1);
  request.env = args.Texts(2);
  request.search_path = args.Bool(3);
  std::vector<int> numbers = args.Integers(5);
  request.set_mask = !info[6].IsNull();
  if (request.set_mask) request.mask = ToSet(args.Integers(6));
  request.defaults = ToSet(args.Integers(7));
  if (args.bad()) return {};
  if (numbers.size() != 5 || !ReadActions(args, 4, &request.actions))
    return ThrowType(env, "an array was expected");
  request.group = numbers[0];
  request.reset_ids = numbers[1] > 0;
  request.new_session = numbers[2] > 0;
  request.policy = numbers[3];
  request.priority = numbers[4];
  Result<pid_t> pid = Spawn(request);
  if (pid.ok()) return Napi::Number::New(env, pid.value());
  SysError error = pid.error();
  error.detail = request.path.c_str();
  return Throw(env, error);
}

void InitPrograms(Napi::Env env, Napi::Object exports) {
  exports.Set("exec", Napi::Function::New<Exec>(env, "exec"));
  exports.Set("posixSpawn", Napi::Function::New<PosixSpawn>(env, "posixSpawn"));
}

}  // namespace forkable::binding
