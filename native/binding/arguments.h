// Reads clean values that lib/ has already checked. A value of the wrong kind still gives a TypeError
// (ERR_INVALID_ARG_TYPE), never a crash: `Arguments args(info); int pid = args.Int(0); if (args.bad()) return
// {};`
#ifndef FORKABLE_BINDING_ARGUMENTS_H_
#define FORKABLE_BINDING_ARGUMENTS_H_

#include <napi.h>

#include <cstdint>
#include <string>
#include <vector>

#include "native/base/deadline.h"
#include "native/binding/errors.h"

namespace forkable::binding {

struct Bytes {
  uint8_t* data = nullptr;
  size_t size = 0;
};

class Arguments {
 public:
  explicit Arguments(const Napi::CallbackInfo& info) : info_(info) {}

  bool bad() const { return bad_; }
  size_t count() const { return info_.Length(); }
  Napi::Value at(size_t i) const { return info_[i]; }

  int32_t Int(size_t i) {
    int32_t out = 0;
    if (napi_get_value_int32(info_.Env(), info_[i], &out) != napi_ok) Reject("an integer was expected");
    return out;
  }
  uint32_t Uint(size_t i) {
    uint32_t out = 0;
    if (napi_get_value_uint32(info_.Env(), info_[i], &out) != napi_ok) Reject("an integer was expected");
    return out;
  }
  int64_t Int64(size_t i) {
    int64_t out = 0;
    if (napi_get_value_int64(info_.Env(), info_[i], &out) != napi_ok) Reject("an integer was expected");
    return out;
  }
  double Double(size_t i) {
    double out = 0;
    if (napi_get_value_double(info_.Env(), info_[i], &out) != napi_ok) Reject("a number was expected");
    return out;
  }
  bool Bool(size_t i) {
    bool out = false;
    if (napi_get_value_bool(info_.Env(), info_[i], &out) != napi_ok) Reject("a boolean was expected");
    return out;
  }
  uint64_t BigUint64(size_t i) {
    uint64_t out = 0;
    bool lossless = true;
    if (napi_get_value_bigint_uint64(info_.Env(), info_[i], &out, &lossless) != napi_ok)
      Reject("a bigint was expected");
    return out;
  }
  std::string Text(size_t i) {
    if (!info_[i].IsString()) {
      Reject("a string was expected");
      return {};
    }
    return info_[i].As<Napi::String>().Utf8Value();
  }
  // An array of integers, of strings.
  std::vector<int> Integers(size_t i) {
    return List<int>(i, [&](Napi::Value each) {
      int32_t out = 0;
      if (napi_get_value_int32(info_.Env(), each, &out) != napi_ok) Reject("an integer was expected");
      return out;
    });
  }
  std::vector<std::string> Texts(size_t i) {
    return List<std::string>(i, [&](Napi::Value each) -> std::string {
      if (each.IsString()) return each.As<Napi::String>().Utf8Value();
      Reject("a string was expected");
      return {};
    });
  }
  // The memory of an ArrayBuffer, typed array, DataView or Buffer.
  Bytes Memory(size_t i) {
    Bytes out;
    Napi::Value value = info_[i];
    void* data = nullptr;
    if (value.IsTypedArray()) {
      // Asked of the array: behind it may be a SharedArrayBuffer, for which napi has no type.
      napi_get_typedarray_info(info_.Env(), value, nullptr, nullptr, &data, nullptr, nullptr);
      out = {static_cast<uint8_t*>(data), value.As<Napi::TypedArray>().ByteLength()};
    } else if (value.IsDataView()) {
      Napi::DataView view = value.As<Napi::DataView>();
      out = {static_cast<uint8_t*>(view.Data()), view.ByteLength()};
    } else if (value.IsArrayBuffer()) {
      napi_get_arraybuffer_info(info_.Env(), value, &data, &out.size);
      out.data = static_cast<uint8_t*>(data);
    } else {
      Reject("a buffer was expected");
    }
    return out;
  }
  // Milliseconds; Infinity or a missing value waits for ever.
  Deadline Timeout(size_t i) {
    if (i >= info_.Length() || info_[i].IsUndefined() || info_[i].IsNull()) return Deadline::Never();
    return Deadline::AfterMillis(Double(i));
  }
  Napi::Function Function(size_t i) {
    if (!info_[i].IsFunction()) Reject("a function was expected");
    return info_[i].As<Napi::Function>();
  }

 private:
  template <typename T, typename Read>
  std::vector<T> List(size_t i, Read read) {
    std::vector<T> out;
    if (!info_[i].IsArray()) {
      Reject("an array was expected");
      return out;
    }
    Napi::Array array = info_[i].As<Napi::Array>();
    for (uint32_t each = 0; each < array.Length() && !bad_; each++) out.push_back(read(array.Get(each)));
    return out;
  }
  void Reject(const char* message) {
    if (!bad_) ThrowType(info_.Env(), message);
    bad_ = true;
  }

  const Napi::CallbackInfo& info_;
  bool bad_ = false;
};

}  // namespace forkable::binding

#endif  // FORKABLE_BINDING_ARGUMENTS_H_
