// The system calls of lib/signal that are no more than that: masks, waits, timers, sending.
#include <napi.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmath>
#include <cstring>

#include "native/binding/arguments.h"
#include "native/binding/blocking.h"
#include "native/binding/environment.h"
#include "native/binding/module.h"
#include "native/binding/signal_watch.h"
#include "native/posix/internal_signals.h"
#include "native/posix/process_mask.h"
#include "native/posix/signal_handler.h"
#include "native/posix/signal_wait.h"

namespace forkable::binding {

namespace {

// A set is an array of numbers, checked in lib/signal.
sigset_t ReadSet(const Napi::Value& value) {
  sigset_t set;
  ::sigemptyset(&set);
  if (!value.IsArray()) return set;
  Napi::Array list = value.As<Napi::Array>();
  for (uint32_t i = 0; i < list.Length(); i++) ::sigaddset(&set, list.Get(i).ToNumber().Int32Value());
  return set;
}

Napi::Value MakeList(Napi::Env env, const sigset_t& set) {
  Napi::Array list = Napi::Array::New(env);
  uint32_t count = 0;
  for (int signum = 1; signum < NSIG; signum++) {
    if (sigismember(&set, signum) == 1) list.Set(count++, Napi::Number::New(env, signum));
  }
  return list;
}

// siginfo, or null without a signal.
Napi::Value MakeInfo(Napi::Env env, const SignalRecord& record) {
  if (record.signo == 0) return env.Null();
  Napi::Object info = Napi::Object::New(env);
  auto set = [&](const char* name, int value) { info.Set(name, Napi::Number::New(env, value)); };
  set("si_signo", record.signo);
  set("si_code", record.code);
  set("si_errno", record.error);
  set("si_pid", record.pid);
  set("si_uid", record.uid);
  set("si_status", record.status);
  set("si_value", record.value);
  return info;
}

Napi::Value Finish(Napi::Env env, long result, const char* syscall) {
  if (result < 0) return Throw(env, SysError::Last(syscall));
  return env.Undefined();
}

// sigprocmask(how, set?): the signals blocked before. `how` is one of C's.
Napi::Value Sigprocmask(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Arguments args(info);
  int how = args.Int(0);
  if (args.bad()) return env.Undefined();
  sigset_t set = ReadSet(info[1]);
  Result<sigset_t> before = ChangeUserMask(how, info[1].IsArray() ? &set : nullptr);
  if (!before.ok()) return Throw(env, before.error());
  return MakeList(env, before.value());
}

Napi::Value Sigpending(const Napi::CallbackInfo& info) {
  Result<sigset_t> pending = PendingSignals();
  if (!pending.ok()) return Throw(info.Env(), pending.error());
  return MakeList(info.Env(), pending.value());
}

// sigtimedwait(set, ms): siginfo or null.
Napi::Value Sigtimedwait(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Arguments args(info);
  Deadline deadline = args.Timeout(1);
  if (args.bad()) return env.Undefined();
  SignalHold hold(ReadSet(info[0]));
  if (!hold.status().ok()) return Throw(env, hold.status().error());
  Result<SignalRecord> taken{SignalRecord()};
  auto attempt = [&] { return TakeSignal(hold.set(), deadline); };
  if (!RunBlocking<SignalRecord>(env, attempt, &taken)) return env.Undefined();
  if (!taken.ok()) return Throw(env, taken.error());
  return MakeInfo(env, taken.value());
}

// holdSignals(set) / releaseSignals(set) around a wait on the loop with openSignalFd(set), readSignalFd(fd).
Napi::Value Hold(const Napi::CallbackInfo& info) {
  Status held = HoldSignals(ReadSet(info[0]));
  if (!held.ok()) return Throw(info.Env(), held.error());
  return info.Env().Undefined();
}
Napi::Value Release(const Napi::CallbackInfo& info) {
  ReleaseSignals(ReadSet(info[0]));
  return info.Env().Undefined();
}
Napi::Value OpenFd(const Napi::CallbackInfo& info) {
  Result<UniqueFd> fd = OpenSignalFd(ReadSet(info[0]));
  if (!fd.ok()) return Throw(info.Env(), fd.error());
  return Napi::Number::New(info.Env(), fd.value().release());
}
Napi::Value ReadFd(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int fd = args.Int(0);
  if (args.bad()) return info.Env().Undefined();
  Result<SignalRecord> got = ReadSignalFd(fd);
  if (!got.ok()) return Throw(info.Env(), got.error());
  return MakeInfo(info.Env(), got.value());
}
Napi::Value CloseFd(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int fd = args.Int(0);
  if (!args.bad()) ::close(fd);
  return info.Env().Undefined();
}

// pause(): returns when a handler has run, or one of process.on is to run on the loop; what a handler throws
// comes out here. Main thread. In slices: libuv's handler alone wakes nobody who was just about to sleep.
Napi::Value Pause(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  uv_loop_t* loop = Environment::Of(env).loop;
  unsigned before = DeliveredSignals();
  for (;;) {
    if (!RunDueSignalHandlers(env)) return env.Undefined();
    if (DeliveredSignals() != before || OthersHaveSignal(loop)) return env.Undefined();
    InterruptibleSection section;
    if (!interrupt_pending()) ::poll(nullptr, 0, 100);
  }
}

// raiseSignal(signum): to the calling thread; a handler has run when it returns.
Napi::Value Raise(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Arguments args(info);
  int signum = args.Int(0);
  if (args.bad()) return env.Undefined();
  long sent = ::syscall(SYS_tgkill, ::getpid(), ::syscall(SYS_gettid), signum);
  if (sent < 0) return Throw(env, SysError::Last("raise"));
  RunDueSignalHandlers(env);
  return env.Undefined();
}

Napi::Value Alarm(const Napi::CallbackInfo& info) {
  Arguments args(info);
  uint32_t seconds = args.Uint(0);
  if (args.bad()) return info.Env().Undefined();
  return Napi::Number::New(info.Env(), ::alarm(seconds));
}

struct timeval ToTimeval(double ms) {
  struct timeval out;
  out.tv_sec = static_cast<time_t>(ms / 1000);
  out.tv_usec = static_cast<suseconds_t>(std::lround((ms - static_cast<double>(out.tv_sec) * 1000) * 1000));
  if (ms > 0 && out.tv_sec == 0 && out.tv_usec == 0) out.tv_usec = 1;  // zero would stop the timer
  if (out.tv_usec >= 1000000) {
    out.tv_sec++;
    out.tv_usec -= 1000000;
  }
  return out;
}

Napi::Value MakeTimes(Napi::Env env, const struct itimerval& times) {
  auto ms = [&](const struct timeval& t) {
    return Napi::Number::New(env,
                             static_cast<double>(t.tv_sec) * 1000 + static_cast<double>(t.tv_usec) / 1000);
  };
  Napi::Array out = Napi::Array::New(env, 2);
  out.Set(0u, ms(times.it_value));
  out.Set(1u, ms(times.it_interval));
  return out;
}

// setitimer(which, ms, interval): [ms, interval] of before.
Napi::Value Setitimer(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Arguments args(info);
  int which = args.Int(0);
  struct itimerval wanted, before;
  wanted.it_value = ToTimeval(args.Double(1));
  wanted.it_interval = ToTimeval(args.Double(2));
  if (args.bad()) return env.Undefined();
  if (::setitimer(static_cast<__itimer_which>(which), &wanted, &before) != 0) {
    return Throw(env, SysError::Last("setitimer"));
  }
  return MakeTimes(env, before);
}

Napi::Value Getitimer(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int which = args.Int(0);
  if (args.bad()) return info.Env().Undefined();
  struct itimerval now;
  if (::getitimer(static_cast<__itimer_which>(which), &now) != 0) {
    return Throw(info.Env(), SysError::Last("getitimer"));
  }
  return MakeTimes(info.Env(), now);
}

Napi::Value Sigqueue(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int pid = args.Int(0);
  int signum = args.Int(1);
  union sigval value = {};
  value.sival_int = args.Int(2);
  if (args.bad()) return info.Env().Undefined();
  return Finish(info.Env(), ::sigqueue(pid, signum, value), "sigqueue");
}

Napi::Value PidfdSendSignal(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int fd = args.Int(0);
  int signum = args.Int(1);
  uint32_t flags = args.Uint(2);
  if (args.bad()) return info.Env().Undefined();
  return Finish(info.Env(), ::syscall(SYS_pidfd_send_signal, fd, signum, nullptr, flags),
                "pidfd_send_signal");
}

Napi::Value Strsignal(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int signum = args.Int(0);
  if (args.bad()) return info.Env().Undefined();
  const char* text = ::strsignal(signum);
  return text == nullptr ? info.Env().Null() : Napi::String::New(info.Env(), text);
}

}  // namespace

void InitSignalCalls(Napi::Env env, Napi::Object exports) {
  Napi::Object numbers = Napi::Object::New(env);
  auto number = [&](const char* name, int value) { numbers.Set(name, Napi::Number::New(env, value)); };
  number("NSIG", NSIG);
  number("SIGRTMIN", SIGRTMIN);
  number("SIGRTMAX", SIGRTMAX);
  number("firstInternal", StopSignal());
  number("lastInternal", MaskSignal());
  exports.Set("signalNumbers", numbers);
  auto add = [&](const char* name, Napi::Value (*call)(const Napi::CallbackInfo&)) {
    exports.Set(name, Napi::Function::New(env, call, name));
  };
  add("sigprocmask", Sigprocmask);
  add("sigpending", Sigpending);
  add("sigtimedwait", Sigtimedwait);
  add("holdSignals", Hold);
  add("releaseSignals", Release);
  add("openSignalFd", OpenFd);
  add("readSignalFd", ReadFd);
  add("closeSignalFd", CloseFd);
  add("pauseForSignal", Pause);
  add("raiseSignal", Raise);
  add("alarm", Alarm);
  add("setitimer", Setitimer);
  add("getitimer", Getitimer);
  add("sigqueue", Sigqueue);
  add("pidfdSendSignal", PidfdSendSignal);
  add("strsignal", Strsignal);
}

}  // namespace forkable::binding
