// schedGetaffinity(pid) => cpus · schedSetaffinity(pid, cpus) · the integer calls of sched(7)
#include <sched.h>
#include <unistd.h>

#include "native/base/deadline.h"
#include "native/binding/arguments.h"
#include "native/binding/module.h"
#include "native/binding/system_calls.h"
#include "native/posix/affinity.h"

namespace forkable::binding {

static int64_t GetParam(pid_t pid) {
  struct sched_param param = {};
  return ::sched_getparam(pid, &param) < 0 ? -1 : param.sched_priority;
}

static int64_t RoundRobinNanos(pid_t pid) {
  struct timespec interval = {};
  if (::sched_rr_get_interval(pid, &interval) < 0) return -1;
  return interval.tv_sec * kNanosPerSecond + interval.tv_nsec;
}

static struct sched_param Param(int64_t priority) {
  struct sched_param param = {};
  param.sched_priority = static_cast<int>(priority);
  return param;
}

static constexpr SystemCall kCalls[] = {
    {"schedGetscheduler", "sched_getscheduler", 1,
     [](const int64_t* a) -> int64_t { return ::sched_getscheduler(a[0]); }},
    {"schedSetscheduler", "sched_setscheduler", 3,
     [](const int64_t* a) -> int64_t {
       struct sched_param param = Param(a[2]);
       return ::sched_setscheduler(a[0], a[1], &param);
     }},
    {"schedGetparam", "sched_getparam", 1, [](const int64_t* a) -> int64_t { return GetParam(a[0]); }},
    {"schedSetparam", "sched_setparam", 2,
     [](const int64_t* a) -> int64_t {
       struct sched_param param = Param(a[1]);
       return ::sched_setparam(a[0], &param);
     }},
    {"schedRrGetInterval", "sched_rr_get_interval", 1,
     [](const int64_t* a) -> int64_t { return RoundRobinNanos(a[0]); }},
    {"schedGetPriorityMin", "sched_get_priority_min", 1,
     [](const int64_t* a) -> int64_t { return ::sched_get_priority_min(a[0]); }},
    {"schedGetPriorityMax", "sched_get_priority_max", 1,
     [](const int64_t* a) -> int64_t { return ::sched_get_priority_max(a[0]); }},
    {"schedYield", "sched_yield", 0, [](const int64_t*) -> int64_t { return ::sched_yield(); }},
    {"cpuCount", "sysconf", 0, [](const int64_t*) -> int64_t { return ::sysconf(_SC_NPROCESSORS_ONLN); }},
};

static Napi::Value SchedGetaffinity(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Arguments args(info);
  pid_t pid = args.Int(0);
  if (args.bad()) return {};
  Result<std::vector<int>> cpus = GetAffinity(pid);
  if (!cpus.ok()) return Throw(env, cpus.error());
  Napi::Array out = Napi::Array::New(env, cpus.value().size());
  uint32_t i = 0;
  for (int cpu : cpus.value()) out.Set(i++, Napi::Number::New(env, cpu));
  return out;
}

static Napi::Value SchedSetaffinity(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Arguments args(info);
  pid_t pid = args.Int(0);
  std::vector<int> cpus = args.Integers(1);
  if (args.bad()) return {};
  for (int cpu : cpus) {
    if (cpu < 0 || cpu >= kMaxCpus) return Throw(env, {EINVAL, "sched_setaffinity"});
  }
  Status status = SetAffinity(pid, cpus);
  if (!status.ok()) return Throw(env, status.error());
  return env.Undefined();
}

void InitScheduling(Napi::Env env, Napi::Object exports) {
  ExportSystemCalls(env, exports, kCalls);
  exports.Set("schedGetaffinity", Napi::Function::New<SchedGetaffinity>(env, "schedGetaffinity"));
  exports.Set("schedSetaffinity", Napi::Function::New<SchedSetaffinity>(env, "schedSetaffinity"));
}

}  // namespace forkable::binding
