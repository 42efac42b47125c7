#include "native/binding/rusage.h"

namespace forkable::binding {

static double Seconds(const struct timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

Napi::Object RusageToObject(Napi::Env env, const struct rusage& usage) {
  const struct {
    const char* name;
    double value;
  } fields[] = {
      {"ru_utime", Seconds(usage.ru_utime)},
      {"ru_stime", Seconds(usage.ru_stime)},
      {"ru_maxrss", static_cast<double>(usage.ru_maxrss)},
      {"ru_ixrss", static_cast<double>(usage.ru_ixrss)},
      {"ru_idrss", static_cast<double>(usage.ru_idrss)},
      {"ru_isrss", static_cast<double>(usage.ru_isrss)},
      {"ru_minflt", static_cast<double>(usage.ru_minflt)},
      {"ru_majflt", static_cast<double>(usage.ru_majflt)},
      {"ru_nswap", static_cast<double>(usage.ru_nswap)},
      {"ru_inblock", static_cast<double>(usage.ru_inblock)},
      {"ru_oublock", static_cast<double>(usage.ru_oublock)},
      {"ru_msgsnd", static_cast<double>(usage.ru_msgsnd)},
      {"ru_msgrcv", static_cast<double>(usage.ru_msgrcv)},
      {"ru_nsignals", static_cast<double>(usage.ru_nsignals)},
      {"ru_nvcsw", static_cast<double>(usage.ru_nvcsw)},
      {"ru_nivcsw", static_cast<double>(usage.ru_nivcsw)},
  };
  Napi::Object out = Napi::Object::New(env);
  for (const auto& field : fields) out.Set(field.name, field.value);
  return out;
}

}  // namespace forkable::binding
