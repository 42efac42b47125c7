// shmOpen(name, flags, mode) => fd · shmUnlink(name) · memfdCreate(name, flags) => fd
// mmap(fd, length, prot, flags, offset) => [ArrayBuffer, handle] · munmap(handle, buffer) · msync(handle,
// buffer)
//
// The memory of a mapping has two owners, the buffer and the handle, and goes when both are gone. munmap()
// takes it at once: the buffer is detached first, so that no view of it can reach the addresses afterwards.
#include "native/posix/memory_objects.h"

#include <sys/mman.h>

#include <memory>

#include "native/binding/arguments.h"
#include "native/binding/module.h"

namespace forkable::binding {

using SharedMapping = std::shared_ptr<Mapping>;

static void Drop(napi_env, void*, void* hint) { delete static_cast<SharedMapping*>(hint); }

static Napi::Value Mmap(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Arguments args(info);
  int fd = args.Int(0);
  auto length = static_cast<size_t>(args.Int64(1));
  int prot = args.Int(2);
  int flags = args.Int(3);
  int64_t offset = args.Int64(4);
  if (args.bad()) return {};
  Result<Mapping> mapped = Map(fd, length, prot, flags, offset);
  if (!mapped.ok()) return Throw(env, mapped.error());
  auto mapping = std::make_shared<Mapping>(mapped.take());
  napi_value buffer = nullptr;
  // On failure Node may or may not have run the finalizer: the copy for the buffer is then left to it.
  auto* owner = new SharedMapping(mapping);
  if (napi_create_external_arraybuffer(env, mapping->address(), length, Drop, owner, &buffer) != napi_ok) {
    if (!env.IsExceptionPending()) return Throw(env, {ENOMEM, "mmap", "no buffer over foreign memory here"});
    return {};
  }
  napi_value handle = nullptr;
  napi_create_external(
      env, new SharedMapping(mapping), [](napi_env e, void* data, void*) { Drop(e, nullptr, data); }, nullptr,
      &handle);
  Napi::Array out = Napi::Array::New(env, 2);
  out.Set(0u, buffer);
  out.Set(1u, handle);
  return out;
}

static SharedMapping* HandleOf(const Napi::CallbackInfo& info) {
  void* data = nullptr;
  if (info[0].IsExternal() && info[1].IsArrayBuffer() &&
      napi_get_value_external(info.Env(), info[0], &data) == napi_ok)
    return static_cast<SharedMapping*>(data);
  ThrowType(info.Env(), "a mapping was expected");
  return nullptr;
}

static Napi::Value Munmap(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  SharedMapping* mapping = HandleOf(info);
  if (mapping == nullptr) return {};
  bool detached = false;
  napi_is_detached_arraybuffer(env, info[1], &detached);
  // Detached by somebody else (ArrayBuffer.prototype.transfer): the memory has a new buffer and goes with
  // that.
  if (!detached && napi_detach_arraybuffer(env, info[1]) == napi_ok && *mapping != nullptr)
    (*mapping)->reset();
  mapping->reset();
  return env.Undefined();
}

static Napi::Value Msync(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  SharedMapping* mapping = HandleOf(info);
  if (mapping == nullptr) return {};
  if (*mapping != nullptr && ::msync((*mapping)->address(), (*mapping)->length(), MS_SYNC) < 0)
    return Throw(env, SysError::Last("msync"));
  return env.Undefined();
}

static Napi::Value OpenShm(const Napi::CallbackInfo& info) {
  Arguments args(info);
  std::string name = args.Text(0);
  int flags = args.Int(1);
  mode_t mode = args.Uint(2);
  if (args.bad()) return {};
  Result<int> fd = ShmOpen(name, flags, mode);
  if (fd.ok()) return Napi::Number::New(info.Env(), fd.value());
  SysError error = fd.error();
  error.detail = name.c_str();
  return Throw(info.Env(), error);
}

static Napi::Value UnlinkShm(const Napi::CallbackInfo& info) {
  Arguments args(info);
  std::string name = args.Text(0);
  if (args.bad()) return {};
  Status status = ShmUnlink(name);
  if (status.ok()) return info.Env().Undefined();
  SysError error = status.error();
  error.detail = name.c_str();
  return Throw(info.Env(), error);
}

static Napi::Value MemfdCreate(const Napi::CallbackInfo& info) {
  Arguments args(info);
  std::string name = args.Text(0);
  unsigned flags = args.Uint(1);
  if (args.bad()) return {};
  int fd = ::memfd_create(name.c_str(), flags);
  if (fd < 0) return Throw(info.Env(), SysError::Last("memfd_create"));
  return Napi::Number::New(info.Env(), fd);
}

void InitMemoryObjects(Napi::Env env, Napi::Object exports) {
  exports.Set("mmap", Napi::Function::New<Mmap>(env, "mmap"));
  exports.Set("munmap", Napi::Function::New<Munmap>(env, "munmap"));
  exports.Set("msync", Napi::Function::New<Msync>(env, "msync"));
  exports.Set("shmOpen", Napi::Function::New<OpenShm>(env, "shmOpen"));
  exports.Set("shmUnlink", Napi::Function::New<UnlinkShm>(env, "shmUnlink"));
  exports.Set("memfdCreate", Napi::Function::New<MemfdCreate>(env, "memfdCreate"));
}

}  // namespace forkable::binding
