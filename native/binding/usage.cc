// Limits, usage, prctl(2), and what the table of processes needs:
// prlimit(pid, resource, null | [soft, hard]) => [soft, hard] · getrusage(who) => rusage · times() => ticks
// and rate setProcessName(name) · bootOffset() => ms · birthParent(pid, startedNanos) => pid | 0 ·
// childProcessPids() => pids
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

#include <cmath>
#include <limits>

#include "native/base/deadline.h"
#include "native/binding/arguments.h"
#include "native/binding/environment.h"
#include "native/binding/module.h"
#include "native/binding/rusage.h"
#include "native/binding/system_calls.h"
#include "native/posix/births.h"
#include "native/posix/process_name.h"

namespace forkable::binding {

static int64_t GetPdeathsig() {
  int sig = 0;
  return ::prctl(PR_GET_PDEATHSIG, &sig) < 0 ? -1 : sig;
}

static int64_t GetChildSubreaper() {
  int on = 0;
  return ::prctl(PR_GET_CHILD_SUBREAPER, &on) < 0 ? -1 : on;
}

static constexpr SystemCall kCalls[] = {
    {"setPdeathsig", "prctl", 1, [](const int64_t* a) -> int64_t { return ::prctl(PR_SET_PDEATHSIG, a[0]); }},
    {"getPdeathsig", "prctl", 0, [](const int64_t*) -> int64_t { return GetPdeathsig(); }},
    {"setChildSubreaper", "prctl", 1,
     [](const int64_t* a) -> int64_t { return ::prctl(PR_SET_CHILD_SUBREAPER, a[0], 0, 0, 0); }},
    {"getChildSubreaper", "prctl", 0, [](const int64_t*) -> int64_t { return GetChildSubreaper(); }},
    {"getpagesize", "sysconf", 0, [](const int64_t*) -> int64_t { return ::sysconf(_SC_PAGESIZE); }},
    {"clockTicks", "sysconf", 0, [](const int64_t*) -> int64_t { return ::sysconf(_SC_CLK_TCK); }},
};

static rlim_t ToLimit(double value) { return std::isinf(value) ? RLIM_INFINITY : static_cast<rlim_t>(value); }
static double FromLimit(rlim_t value) {
  return value == RLIM_INFINITY ? std::numeric_limits<double>::infinity() : static_cast<double>(value);
}

static Napi::Value Prlimit(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Arguments args(info);
  pid_t pid = args.Int(0);
  int resource = args.Int(1);
  struct rlimit wanted = {};
  bool set = info.Length() > 2;
  if (set) wanted = {ToLimit(args.Double(2)), ToLimit(args.Double(3))};
  if (args.bad()) return {};
  struct rlimit previous = {};
  const char* name = pid != 0 ? "prlimit" : set ? "setrlimit" : "getrlimit";
  if (::prlimit(pid, static_cast<__rlimit_resource>(resource), set ? &wanted : nullptr, &previous) < 0)
    return Throw(env, SysError::Last(name));
  Napi::Array out = Napi::Array::New(env, 2);
  out.Set(0u, Napi::Number::New(env, FromLimit(previous.rlim_cur)));
  out.Set(1u, Napi::Number::New(env, FromLimit(previous.rlim_max)));
  return out;
}

static Napi::Value Getrusage(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int who = args.Int(0);
  if (args.bad()) return {};
  struct rusage usage = {};
  if (::getrusage(static_cast<__rusage_who_t>(who), &usage) < 0)
    return Throw(info.Env(), SysError::Last("getrusage"));
  return RusageToObject(info.Env(), usage);
}

// [user, system, children's user, children's system, elapsed] in clock ticks.
static Napi::Value Times(const Napi::CallbackInfo& info) {
  struct tms spent = {};
  clock_t elapsed = ::times(&spent);
  const clock_t all[] = {spent.tms_utime, spent.tms_stime, spent.tms_cutime, spent.tms_cstime, elapsed};
  Napi::Array out = Napi::Array::New(info.Env(), 5);
  for (uint32_t i = 0; i < 5; i++) out.Set(i, Napi::Number::New(info.Env(), static_cast<double>(all[i])));
  return out;
}

static Napi::Value SetName(const Napi::CallbackInfo& info) {
  Arguments args(info);
  std::string name = args.Text(0);
  if (args.bad()) return {};
  Status status = SetProcessName(name.c_str());
  if (!status.ok()) return Throw(info.Env(), status.error());
  return info.Env().Undefined();
}

// Milliseconds from the epoch to the start of CLOCK_BOOTTIME.
static Napi::Value BootOffset(const Napi::CallbackInfo& info) {
  struct timespec real = {};
  struct timespec boot = {};
  ::clock_gettime(CLOCK_REALTIME, &real);
  ::clock_gettime(CLOCK_BOOTTIME, &boot);
  double seconds = static_cast<double>(real.tv_sec - boot.tv_sec);
  double nanos = static_cast<double>(real.tv_nsec - boot.tv_nsec);
  return Napi::Number::New(info.Env(), seconds * 1e3 + nanos / 1e6);
}

static Napi::Value BirthParentOf(const Napi::CallbackInfo& info) {
  Arguments args(info);
  pid_t pid = args.Int(0);
  double started = args.Double(1);
  if (args.bad()) return {};
  return Napi::Number::New(info.Env(), BirthParent(pid, static_cast<int64_t>(started)));
}

// What child_process has running on this thread's loop.
static Napi::Value ChildProcessPids(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  std::vector<int> pids;
  auto collect = [](uv_handle_t* handle, void* data) {
    if (handle->type != UV_PROCESS) return;
    static_cast<std::vector<int>*>(data)->push_back(
        uv_process_get_pid(reinterpret_cast<uv_process_t*>(handle)));
  };
  uv_walk(Environment::Of(env).loop, collect, &pids);
  Napi::Array out = Napi::Array::New(env, pids.size());
  for (uint32_t i = 0; i < pids.size(); i++) out.Set(i, Napi::Number::New(env, pids[i]));
  return out;
}

void InitUsage(Napi::Env env, Napi::Object exports) {
  StartRecordingBirths();
  ExportSystemCalls(env, exports, kCalls);
  exports.Set("prlimit", Napi::Function::New<Prlimit>(env, "prlimit"));
  exports.Set("getrusage", Napi::Function::New<Getrusage>(env, "getrusage"));
  exports.Set("times", Napi::Function::New<Times>(env, "times"));
  exports.Set("setProcessName", Napi::Function::New<SetName>(env, "setProcessName"));
  exports.Set("bootOffset", Napi::Function::New<BootOffset>(env, "bootOffset"));
  exports.Set("birthParent", Napi::Function::New<BirthParentOf>(env, "birthParent"));
  exports.Set("childProcessPids", Napi::Function::New<ChildProcessPids>(env, "childProcessPids"));
}

}  // namespace forkable::binding
