// Identity, life and death of processes: calls that take and give integers; getresuid() and getresgid() =>
// [real, effective, saved], getgroups() => ids, setgroups(ids)
#include <grp.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "native/binding/arguments.h"
#include "native/binding/module.h"
#include "native/binding/system_calls.h"
#include "native/posix/pidfd.h"

namespace forkable::binding {

static constexpr SystemCall kCalls[] = {
    {"getpid", "getpid", 0, [](const int64_t*) -> int64_t { return ::getpid(); }},
    {"getppid", "getppid", 0, [](const int64_t*) -> int64_t { return ::getppid(); }},
    {"getpgid", "getpgid", 1, [](const int64_t* a) -> int64_t { return ::getpgid(a[0]); }},
    {"getpgrp", "getpgrp", 0, [](const int64_t*) -> int64_t { return ::getpgrp(); }},
    {"setpgid", "setpgid", 2, [](const int64_t* a) -> int64_t { return ::setpgid(a[0], a[1]); }},
    {"getsid", "getsid", 1, [](const int64_t* a) -> int64_t { return ::getsid(a[0]); }},
    {"setsid", "setsid", 0, [](const int64_t*) -> int64_t { return ::setsid(); }},
    {"tcgetpgrp", "tcgetpgrp", 1, [](const int64_t* a) -> int64_t { return ::tcgetpgrp(a[0]); }},
    {"tcsetpgrp", "tcsetpgrp", 2, [](const int64_t* a) -> int64_t { return ::tcsetpgrp(a[0], a[1]); }},
    {"getuid", "getuid", 0, [](const int64_t*) -> int64_t { return ::getuid(); }},
    {"geteuid", "geteuid", 0, [](const int64_t*) -> int64_t { return ::geteuid(); }},
    {"getgid", "getgid", 0, [](const int64_t*) -> int64_t { return ::getgid(); }},
    {"getegid", "getegid", 0, [](const int64_t*) -> int64_t { return ::getegid(); }},
    // glibc has all threads of the process change together.
    {"setuid", "setuid", 1, [](const int64_t* a) -> int64_t { return ::setuid(a[0]); }},
    {"seteuid", "seteuid", 1, [](const int64_t* a) -> int64_t { return ::seteuid(a[0]); }},
    {"setgid", "setgid", 1, [](const int64_t* a) -> int64_t { return ::setgid(a[0]); }},
    {"setegid", "setegid", 1, [](const int64_t* a) -> int64_t { return ::setegid(a[0]); }},
    {"setresuid", "setresuid", 3, [](const int64_t* a) -> int64_t { return ::setresuid(a[0], a[1], a[2]); }},
    {"setresgid", "setresgid", 3, [](const int64_t* a) -> int64_t { return ::setresgid(a[0], a[1], a[2]); }},
    {"setreuid", "setreuid", 2, [](const int64_t* a) -> int64_t { return ::setreuid(a[0], a[1]); }},
    {"setregid", "setregid", 2, [](const int64_t* a) -> int64_t { return ::setregid(a[0], a[1]); }},
    {"umask", "umask", 1, [](const int64_t* a) -> int64_t { return ::umask(a[0]); }},
    {"kill", "kill", 2, [](const int64_t* a) -> int64_t { return ::kill(a[0], a[1]); }},
    {"killpg", "killpg", 2, [](const int64_t* a) -> int64_t { return ::killpg(a[0], a[1]); }},
    {"pidfdOpen", "pidfd_open", 2, [](const int64_t* a) -> int64_t { return PidfdOpen(a[0], a[1]); }},
    {"nice", "nice", 1, [](const int64_t* a) -> int64_t { return ::nice(a[0]); }},
    {"getpriority", "getpriority", 2,
     [](const int64_t* a) -> int64_t { return ::getpriority(static_cast<__priority_which_t>(a[0]), a[1]); }},
    {"setpriority", "setpriority", 3,
     [](const int64_t* a) -> int64_t {
       return ::setpriority(static_cast<__priority_which_t>(a[0]), a[1], a[2]);
     }},
    {"exitNow", "_exit", 1,
     [](const int64_t* a) -> int64_t {
       ::_exit(static_cast<int>(a[0] & 0xff));
       return 0;
     }},
    {"abort", "abort", 0,
     [](const int64_t*) -> int64_t {
       ::abort();
       return 0;
     }},
};

static Napi::Value ToArray(Napi::Env env, const uint32_t* ids, size_t count) {
  Napi::Array out = Napi::Array::New(env, count);
  for (uint32_t i = 0; i < count; i++) out.Set(i, Napi::Number::New(env, ids[i]));
  return out;
}

template <int (*Get)(uint32_t*, uint32_t*, uint32_t*)>
static Napi::Value GetThree(const Napi::CallbackInfo& info) {
  uint32_t ids[3] = {};
  Get(&ids[0], &ids[1], &ids[2]);  // fails for bad addresses only
  return ToArray(info.Env(), ids, 3);
}

static Napi::Value Getgroups(const Napi::CallbackInfo& info) {
  std::vector<gid_t> groups(NGROUPS_MAX);
  int count = ::getgroups(NGROUPS_MAX, groups.data());
  if (count < 0) return Throw(info.Env(), SysError::Last("getgroups"));
  return ToArray(info.Env(), groups.data(), count);
}

static Napi::Value Setgroups(const Napi::CallbackInfo& info) {
  Arguments args(info);
  std::vector<int> given = args.Integers(0);
  if (args.bad()) return {};
  std::vector<gid_t> groups(given.begin(), given.end());
  if (::setgroups(groups.size(), groups.data()) < 0) return Throw(info.Env(), SysError::Last("setgroups"));
  return info.Env().Undefined();
}

void InitProcess(Napi::Env env, Napi::Object exports) {
  ExportSystemCalls(env, exports, kCalls);
  exports.Set("getresuid", Napi::Function::New<GetThree<::getresuid>>(env, "getresuid"));
  exports.Set("getresgid", Napi::Function::New<GetThree<::getresgid>>(env, "getresgid"));
  exports.Set("getgroups", Napi::Function::New<Getgroups>(env, "getgroups"));
  exports.Set("setgroups", Napi::Function::New<Setgroups>(env, "setgroups"));
}

}  // namespace forkable::binding
