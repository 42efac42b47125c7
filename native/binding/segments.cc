// Named segments for lib/shared: descriptors and sizes; mapping is lib/os's.
#include <napi.h>

#include "native/binding/arguments.h"
#include "native/binding/module.h"
#include "native/shm/segment.h"

namespace forkable::binding {

namespace {

Napi::Value Answer(Napi::Env env, Result<Segment> segment) {
  if (!segment.ok()) return Throw(env, segment.error());
  Napi::Array out = Napi::Array::New(env, 2);
  out.Set(1u, Napi::Number::New(env, static_cast<double>(segment.value().size)));
  out.Set(0u, Napi::Number::New(env, segment.value().fd.release()));
  return out;
}

Napi::Value Create(const Napi::CallbackInfo& info) {
  Arguments args(info);
  std::string name = args.Text(0);
  int64_t size = args.Int64(1);
  bool tracked = args.Bool(2);
  if (args.bad()) return {};
  return Answer(info.Env(), CreateSegment(name, size, tracked));
}

Napi::Value Attach(const Napi::CallbackInfo& info) {
  Arguments args(info);
  std::string name = args.Text(0);
  if (args.bad()) return {};
  return Answer(info.Env(), AttachSegment(name));
}

Napi::Value Reap(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), ReapSegments()); }

}  // namespace

void InitSegments(Napi::Env env, Napi::Object exports) {
  exports.Set("createSegment", Napi::Function::New(env, Create));
  exports.Set("attachSegment", Napi::Function::New(env, Attach));
  exports.Set("reapSegments", Napi::Function::New(env, Reap));
}

}  // namespace forkable::binding
