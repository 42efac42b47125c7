// Shared dictionaries for JavaScript: flat functions over native/shm/dict, by handle. Keys are strings, as
// UTF-16; values are bytes. get, has and set are called for every access: raw callbacks.
#include "native/shm/dict.h"

#include <napi.h>
#include <stdlib.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "native/binding/blocking.h"
#include "native/binding/errors.h"
#include "native/binding/external_memory.h"
#include "native/binding/module.h"

namespace forkable::binding {

namespace {

constexpr size_t kShortKey = 256;
constexpr double kAbsent = -1;

struct Dicts {
  std::vector<std::shared_ptr<Dict>> open;
  uint64_t version = 0;  // of the value read last
};

template <size_t kCount>
struct DictCall {
  DictCall(napi_env env, napi_callback_info info) : env(env) {
    size_t count = kCount;
    void* data = nullptr;
    napi_get_cb_info(env, info, &count, args, nullptr, &data);
    dicts = static_cast<Dicts*>(data);
    uint32_t handle = 0;
    if (napi_get_value_uint32(env, args[0], &handle) == napi_ok && handle < dicts->open.size()) {
      dict = dicts->open[handle];  // a signal handler may close it meanwhile
    }
    if (!dict) Throw(env, {EBADF, "", "the SharedDict is closed", "ERR_CLOSED"});
  }

  // False: an exception is pending.
  bool ReadKey(size_t i) {
    size_t length = 0;
    if (!dict) return false;
    if (napi_get_value_string_utf16(env, args[i], short_key, kShortKey, &length) != napi_ok) {
      ThrowType(env, "a string was expected");
      return false;
    }
    const char16_t* text = short_key;
    if (length == kShortKey - 1) {
      napi_get_value_string_utf16(env, args[i], nullptr, 0, &length);
      long_key.resize(length + 1);
      napi_get_value_string_utf16(env, args[i], long_key.data(), length + 1, &length);
      text = long_key.data();
    }
    key = {reinterpret_cast<const uint8_t*>(text), length * sizeof(char16_t)};
    return true;
  }

  Span Memory(size_t i) {
    void* data = nullptr;
    size_t size = 0;
    napi_get_buffer_info(env, args[i], &data, &size);
    return {static_cast<const uint8_t*>(data), size};
  }
  double Double(size_t i) {
    double out = 0;
    napi_get_value_double(env, args[i], &out);
    return out;
  }
  napi_value Number(double value) {
    napi_value out = nullptr;
    napi_create_double(env, value, &out);
    return out;
  }
  napi_value Truth(const Result<bool>& result) {
    napi_value out = nullptr;
    if (!result.ok()) Throw(env, result.error());
    else napi_get_boolean(env, result.value(), &out);
    return out;
  }

  napi_env env;
  napi_value args[kCount];
  Dicts* dicts = nullptr;
  std::shared_ptr<Dict> dict;
  Span key = {nullptr, 0};
  char16_t short_key[kShortKey];
  std::vector<char16_t> long_key;
};

napi_value Keep(napi_env env, Dicts* dicts, Result<DictMemory> made) {
  if (!made.ok()) {
    Throw(env, made.error());
    return nullptr;
  }
  size_t handle = 0;
  while (handle < dicts->open.size() && dicts->open[handle]) handle++;
  if (handle == dicts->open.size()) dicts->open.emplace_back();
  dicts->open[handle] = std::make_shared<Dict>(made.take());
  napi_value out = nullptr;
  napi_create_uint32(env, static_cast<uint32_t>(handle), &out);
  return out;
}

// dictCreate() => handle
napi_value Create(napi_env env, napi_callback_info info) {
  size_t count = 0;
  void* data = nullptr;
  napi_get_cb_info(env, info, &count, nullptr, nullptr, &data);
  return Keep(env, static_cast<Dicts*>(data), DictMemory::Create());
}

// dictAttach(fd) => handle. The descriptor is the dictionary's from now on, or closed.
napi_value Attach(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value arg;
  void* data = nullptr;
  napi_get_cb_info(env, info, &count, &arg, nullptr, &data);
  int32_t fd = -1;
  napi_get_value_int32(env, arg, &fd);
  return Keep(env, static_cast<Dicts*>(data), DictMemory::Attach(fd));
}

// dictClose(handle)
napi_value Close(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value arg;
  void* data = nullptr;
  napi_get_cb_info(env, info, &count, &arg, nullptr, &data);
  auto& open = static_cast<Dicts*>(data)->open;
  uint32_t handle = 0;
  if (napi_get_value_uint32(env, arg, &handle) == napi_ok && handle < open.size()) open[handle].reset();
  return nullptr;
}

using Reading = Result<Value> (Dict::*)(Span, uint8_t*, uint64_t);

// The length of the value, now in `scratch`; a Buffer when it does not fit there; -1: there is none.
napi_value Read(napi_env env, napi_callback_info info, Reading read) {
  DictCall<3> call(env, info);
  if (!call.ReadKey(1)) return nullptr;
  Span scratch = call.Memory(2);
  Result<Value> result = Value{};
  if (!RunBlocking(
          env,
          [&] {
            return (call.dict.get()->*read)(call.key, const_cast<uint8_t*>(scratch.data), scratch.size);
          },
          &result)) {
    return nullptr;
  }
  if (!result.ok()) {
    Throw(env, result.error());
    return nullptr;
  }
  const Value& value = result.value();
  call.dicts->version = value.version;
  if (!value.found) return call.Number(kAbsent);
  if (value.own == nullptr) return call.Number(static_cast<double>(value.size));
  napi_value buffer = nullptr;
  napi_status status = napi_create_external_buffer(
      env, value.size, value.own, [](napi_env, void* data, void*) { ::free(data); }, nullptr, &buffer);
  if (status == napi_ok) return buffer;
  return NoExternalMemory(env, status, "no memory for the value", [&] { ::free(value.own); });
}

// dictGet(handle, key, scratch)
napi_value Get(napi_env env, napi_callback_info info) { return Read(env, info, &Dict::Get); }
// dictTake(handle, key, scratch): and deletes it
napi_value Take(napi_env env, napi_callback_info info) { return Read(env, info, &Dict::Take); }

// dictVersion() => of the value that dictGet or dictTake gave last; 0: there was none
napi_value Version(napi_env env, napi_callback_info info) {
  size_t count = 0;
  void* data = nullptr;
  napi_value out = nullptr;
  napi_get_cb_info(env, info, &count, nullptr, nullptr, &data);
  napi_create_double(env, static_cast<double>(static_cast<Dicts*>(data)->version), &out);
  return out;
}

napi_value Ask(napi_env env, napi_callback_info info, Result<bool> (Dict::*ask)(Span)) {
  DictCall<2> call(env, info);
  if (!call.ReadKey(1)) return nullptr;
  Result<bool> result = false;
  bool quiet = RunBlocking(env, [&] { return (call.dict.get()->*ask)(call.key); }, &result);
  return quiet ? call.Truth(result) : nullptr;
}

// dictHas(handle, key)
napi_value Has(napi_env env, napi_callback_info info) { return Ask(env, info, &Dict::Has); }
// dictDelete(handle, key) => whether it was there
napi_value Delete(napi_env env, napi_callback_info info) { return Ask(env, info, &Dict::Delete); }

// dictSet(handle, key, bytes, length, version) => false when the value has not that version; below 0: any.
napi_value Set(napi_env env, napi_callback_info info) {
  DictCall<5> call(env, info);
  if (!call.ReadKey(1)) return nullptr;
  Span memory = call.Memory(2);
  Span value = {memory.data, std::min(memory.size, static_cast<uint64_t>(call.Double(3)))};
  const double version = call.Double(4);
  const auto expected = static_cast<uint64_t>(std::max(0.0, version));
  Result<bool> result = false;
  bool quiet = RunBlocking(
      env, [&] { return call.dict->Set(call.key, value, version < 0 ? nullptr : &expected); }, &result);
  return quiet ? call.Truth(result) : nullptr;
}

// dictSize(handle)
napi_value Size(napi_env env, napi_callback_info info) {
  DictCall<1> call(env, info);
  if (!call.dict) return nullptr;
  Result<uint64_t> result = uint64_t{0};
  if (!RunBlocking(env, [&] { return call.dict->Size(); }, &result)) return nullptr;
  if (result.ok()) return call.Number(static_cast<double>(result.value()));
  Throw(env, result.error());
  return nullptr;
}

// dictKeys(handle) => in the order in which they came
napi_value Keys(napi_env env, napi_callback_info info) {
  DictCall<1> call(env, info);
  if (!call.dict) return nullptr;
  std::vector<Key> keys;
  Status result = Ok();
  if (!RunBlocking(env, [&] { return call.dict->Keys(&keys); }, &result)) return nullptr;
  if (!result.ok()) {
    Throw(env, result.error());
    return nullptr;
  }
  std::sort(keys.begin(), keys.end(), [](const Key& a, const Key& b) { return a.born < b.born; });
  napi_value list = nullptr;
  napi_create_array_with_length(env, keys.size(), &list);
  for (size_t i = 0; i < keys.size(); i++) {
    napi_value text = nullptr;
    const auto* bytes = reinterpret_cast<const char16_t*>(keys[i].bytes.data());
    napi_create_string_utf16(env, bytes, keys[i].bytes.size() / sizeof(char16_t), &text);
    napi_set_element(env, list, static_cast<uint32_t>(i), text);
  }
  return list;
}

// dictClear(handle)
napi_value Clear(napi_env env, napi_callback_info info) {
  DictCall<1> call(env, info);
  if (!call.dict) return nullptr;
  Status result = Ok();
  if (RunBlocking(env, [&] { return call.dict->Clear(); }, &result) && !result.ok())
    Throw(env, result.error());
  return nullptr;
}

// dictFd(handle): the dictionary's own
napi_value Fd(napi_env env, napi_callback_info info) {
  DictCall<1> call(env, info);
  return call.dict ? call.Number(call.dict->fd()) : nullptr;
}

}  // namespace

void InitDict(Napi::Env env, Napi::Object exports) {
  auto* dicts = new Dicts();
  napi_add_env_cleanup_hook(env, [](void* data) { delete static_cast<Dicts*>(data); }, dicts);
  const struct {
    const char* name;
    napi_callback function;
  } functions[] = {
      {"dictCreate", Create}, {"dictAttach", Attach}, {"dictClose", Close},     {"dictGet", Get},
      {"dictTake", Take},     {"dictHas", Has},       {"dictDelete", Delete},   {"dictSet", Set},
      {"dictSize", Size},     {"dictKeys", Keys},     {"dictVersion", Version}, {"dictClear", Clear},
      {"dictFd", Fd},
  };
  for (const auto& one : functions) {
    napi_value function = nullptr;
    napi_create_function(env, one.name, NAPI_AUTO_LENGTH, one.function, dicts, &function);
    exports.Set(one.name, function);
  }
}

}  // namespace forkable::binding
