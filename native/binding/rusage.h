// struct rusage as JavaScript sees it: the field names of C, times in seconds.
#ifndef FORKABLE_BINDING_RUSAGE_H_
#define FORKABLE_BINDING_RUSAGE_H_

#include <napi.h>
#include <sys/resource.h>

namespace forkable::binding {

Napi::Object RusageToObject(Napi::Env env, const struct rusage& usage);

}  // namespace forkable::binding

#endif  // FORKABLE_BINDING_RUSAGE_H_
