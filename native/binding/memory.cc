// Shared memory as ArrayBuffers, and what the allocator of lib/memory asks about the family of processes.
#include <napi.h>

#include "native/binding/arguments.h"
#include "native/binding/external_memory.h"
#include "native/binding/module.h"
#include "native/shm/family.h"
#include "native/shm/sealed_memory.h"
#include "native/shm/shared_mapping.h"

namespace forkable::binding {

namespace {

Napi::Value Identify(const Napi::CallbackInfo& info) {
  Identity self = Self();
  if (self == kNobody) return Throw(info.Env(), FamilyError());
  return Napi::Number::New(info.Env(), self);
}

Napi::Value IsIdentityAlive(const Napi::CallbackInfo& info) {
  Arguments args(info);
  auto word = static_cast<uint32_t>(args.Int(0));
  if (args.bad()) return {};
  return Napi::Boolean::New(info.Env(), IsAlive(word));
}

Napi::Value PidOfIdentity(const Napi::CallbackInfo& info) {
  Arguments args(info);
  auto word = static_cast<uint32_t>(args.Int(0));
  if (args.bad()) return {};
  return Napi::Number::New(info.Env(), PidOf(word));
}

Napi::Value CountForks(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), ForkCount()); }

Napi::Value AskForHeirs(const Napi::CallbackInfo& info) {
  Arguments args(info);
  uint32_t from = args.Uint(0);
  uint32_t to = args.Uint(1);
  if (args.bad()) return {};
  return Napi::Boolean::New(info.Env(), HasHeirs(from, to));
}

// { buffer, fd, inode }: the mapping and its descriptor live as long as the buffer.
Napi::Value Expose(Napi::Env env, Result<SharedMapping> made) {
  if (!made.ok()) return Throw(env, made.error());
  auto* kept = new SharedMapping(made.take());
  napi_value buffer;
  napi_status status = napi_create_external_arraybuffer(
      env, kept->mapping.address(), kept->mapping.length(),
      [](napi_env, void*, void* hint) { delete static_cast<SharedMapping*>(hint); }, kept, &buffer);
  if (status != napi_ok) {
    return NoExternalMemory(env, status, "no ArrayBuffer over shared memory can be made here",
                            [&] { delete kept; });
  }
  Napi::Object out = Napi::Object::New(env);
  out.Set("buffer", Napi::Value(env, buffer));
  out.Set("fd", Napi::Number::New(env, kept->fd.get()));
  out.Set("inode", Napi::Number::New(env, static_cast<double>(kept->inode)));
  return out;
}

Napi::Value CreateMemory(const Napi::CallbackInfo& info) {
  Arguments args(info);
  double size = args.Double(0);
  if (args.bad()) return {};
  return Expose(info.Env(), CreateSharedMapping("forkable", static_cast<size_t>(size)));
}

// Takes over the descriptor.
Napi::Value AttachMemory(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int fd = args.Int(0);
  if (args.bad()) return {};
  return Expose(info.Env(), AttachSharedMapping(UniqueFd(fd)));
}

Napi::Value CreateSealed(const Napi::CallbackInfo& info) {
  Arguments args(info);
  std::string name = args.Text(0);
  double size = args.Double(1);
  if (args.bad()) return {};
  Result<UniqueFd> made = CreateSealedMemory(name.c_str(), static_cast<uint64_t>(size));
  if (!made.ok()) return Throw(info.Env(), made.error());
  return Napi::Number::New(info.Env(), made.value().release());
}

Napi::Value AskSealedSize(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int fd = args.Int(0);
  if (args.bad()) return {};
  Result<uint64_t> size = SealedSize(fd);
  if (!size.ok()) return Throw(info.Env(), size.error());
  return Napi::Number::New(info.Env(), static_cast<double>(size.value()));
}

// inodeOf(fd) => what names the file among all that are open; 0 for a closed descriptor
Napi::Value AskInode(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int fd = args.Int(0);
  if (args.bad()) return {};
  return Napi::Number::New(info.Env(), static_cast<double>(InodeOf(fd)));
}

// sliceMemory(buffer, offset, length): an ArrayBuffer of its own over a part of one that is never given back.
Napi::Value SliceMemory(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Arguments args(info);
  Bytes memory = args.Memory(0);
  uint32_t offset = args.Uint(1);
  uint32_t length = args.Uint(2);
  if (args.bad()) return {};
  if (static_cast<size_t>(offset) + length > memory.size) return Throw(env, {ERANGE, "", "no such part"});
  napi_value buffer;
  if (napi_create_external_arraybuffer(env, memory.data + offset, length, nullptr, nullptr, &buffer) !=
      napi_ok) {
    return Throw(env, {ENOMEM, "", "no ArrayBuffer over shared memory can be made here"});
  }
  return Napi::Value(env, buffer);
}

Napi::Value GetFamilyFd(const Napi::CallbackInfo& info) {
  Arguments args(info);
  uint32_t family = args.Uint(0);
  if (args.bad()) return {};
  Result<int> fd = FamilyFd(family);
  if (!fd.ok()) return Throw(info.Env(), fd.error());
  return Napi::Number::New(info.Env(), fd.value());
}

// Takes over the descriptor.
Napi::Value MeetAFamily(const Napi::CallbackInfo& info) {
  Arguments args(info);
  int fd = args.Int(0);
  if (args.bad()) return {};
  Result<uint32_t> family = MeetFamily(UniqueFd(fd));
  if (!family.ok()) return Throw(info.Env(), family.error());
  return Napi::Number::New(info.Env(), family.value());
}

}  // namespace

void InitMemory(Napi::Env env, Napi::Object exports) {
  exports.Set("identity", Napi::Function::New(env, Identify));
  exports.Set("isAlive", Napi::Function::New(env, IsIdentityAlive));
  exports.Set("pidOf", Napi::Function::New(env, PidOfIdentity));
  exports.Set("forkCount", Napi::Function::New(env, CountForks));
  exports.Set("hasHeirs", Napi::Function::New(env, AskForHeirs));
  exports.Set("createMemory", Napi::Function::New(env, CreateMemory));
  exports.Set("attachMemory", Napi::Function::New(env, AttachMemory));
  exports.Set("sliceMemory", Napi::Function::New(env, SliceMemory));
  exports.Set("familyFd", Napi::Function::New(env, GetFamilyFd));
  exports.Set("meetFamily", Napi::Function::New(env, MeetAFamily));
  exports.Set("createSealed", Napi::Function::New(env, CreateSealed));
  exports.Set("sealedSize", Napi::Function::New(env, AskSealedSize));
  exports.Set("inodeOf", Napi::Function::New(env, AskInode));
}

}  // namespace forkable::binding
