// What each child gets anew natively: the buffers behind crypto.randomUUID and crypto.randomInt, its
// identity. lib/native/entropy.ts
#include "native/fork/entropy.h"

#include <napi.h>

#include <cstring>

#include "native/binding/arguments.h"
#include "native/binding/module.h"

namespace forkable::binding {

namespace {

uint8_t* AddressOf(const Napi::CallbackInfo& info, Arguments* args, size_t i) {
  return reinterpret_cast<uint8_t*>(static_cast<uintptr_t>(args->BigUint64(i)));
}

// findBytes(bytes, above): the next address at which they stand, 0n when there is none.
Napi::Value Find(const Napi::CallbackInfo& info) {
  Arguments args(info);
  Bytes bytes = args.Memory(0);
  uint8_t* above = AddressOf(info, &args, 1);
  if (args.bad() || bytes.size == 0) return Napi::Value();
  uint8_t* found = FindBytes(bytes.data, bytes.size, above);
  return Napi::BigInt::New(info.Env(), static_cast<uint64_t>(reinterpret_cast<uintptr_t>(found)));
}

// holdsBytes(address, bytes): do they stand there?
Napi::Value Holds(const Napi::CallbackInfo& info) {
  Arguments args(info);
  uint8_t* address = AddressOf(info, &args, 0);
  Bytes bytes = args.Memory(1);
  if (args.bad()) return Napi::Value();
  return Napi::Boolean::New(info.Env(), ::memcmp(address, bytes.data, bytes.size) == 0);
}

// noteEntropy(address, step, size): the block around the address is filled anew by refillEntropy(). False
// when it is not to be found.
Napi::Value Note(const Napi::CallbackInfo& info) {
  Arguments args(info);
  uint8_t* address = AddressOf(info, &args, 0);
  uint32_t step = args.Uint(1);
  uint32_t size = args.Uint(2);
  if (args.bad() || step == 0) return Napi::Value();
  uint8_t* start = FindBlock(address, step, size);
  if (start != nullptr) NoteEntropy(start, size);
  return Napi::Boolean::New(info.Env(), start != nullptr);
}

// noteIdentity(words): the buffer stays where it is and alive for good.
Napi::Value NoteWords(const Napi::CallbackInfo& info) {
  Arguments args(info);
  Bytes bytes = args.Memory(0);
  if (args.bad() || bytes.size < sizeof(IdentityWords)) return Napi::Value();
  static Napi::ObjectReference kept;
  kept = Napi::Persistent(info[0].As<Napi::Object>());
  kept.SuppressDestruct();
  NoteIdentity(reinterpret_cast<IdentityWords*>(bytes.data));
  return info.Env().Undefined();
}

}  // namespace

void InitEntropy(Napi::Env env, Napi::Object exports) {
  exports.Set("findBytes", Napi::Function::New(env, Find));
  exports.Set("holdsBytes", Napi::Function::New(env, Holds));
  exports.Set("noteEntropy", Napi::Function::New(env, Note));
  exports.Set("noteIdentity", Napi::Function::New(env, NoteWords));
}

}  // namespace forkable::binding
