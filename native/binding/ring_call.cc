#include "native/binding/ring_call.h"

#include "native/binding/errors.h"

namespace forkable::binding {

namespace {

constexpr int32_t kDone = 0;
constexpr int32_t kFull = -1;
constexpr int32_t kEmpty = -1;
constexpr int32_t kBusy = -2;
constexpr int32_t kPeerDied = -3;
constexpr int64_t kLarge = -16;  // minus twice the length and kind

}  // namespace

double RingCall::Double(size_t i) const {
  double out = 0;
  napi_get_value_double(env, args[i], &out);
  return out;
}

Bytes RingCall::Memory(size_t i) const {
  Bytes out;
  void* data = nullptr;
  napi_get_buffer_info(env, args[i], &data, &out.size);
  out.data = static_cast<uint8_t*>(data);
  return out;
}

napi_value RingCall::Number(double value) const {
  napi_value out = nullptr;
  napi_create_double(env, value, &out);
  return out;
}

napi_value RingCall::Truth(bool value) const {
  napi_value out = nullptr;
  napi_get_boolean(env, value, &out);
  return out;
}

napi_value RingCall::Fail(const SysError& error) const {
  Throw(env, error);
  return nullptr;
}

napi_value RingCall::Outcome(const Result<RingStatus>& result) const {
  if (!result.ok()) return Fail(result.error());
  switch (result.value()) {
    case RingStatus::kDone:
      return Small(kDone);
    case RingStatus::kBusy:
      return Small(kBusy);
    case RingStatus::kPeerDied:
      return Small(kPeerDied);
    default:
      return Small(kFull);
  }
}

napi_value RingCall::Outcome(const Result<Taking>& result) const {
  if (!result.ok()) return Fail(result.error());
  const Taking& taking = result.value();
  uint64_t message = taking.length * 2 + taking.raw;
  switch (taking.status) {
    case RingStatus::kDone:
      if (message < 0x20000000) return Small(static_cast<int32_t>(message));
      return Number(static_cast<double>(message));
    case RingStatus::kTooLarge:
      return Number(static_cast<double>(kLarge - static_cast<int64_t>(message)));
    case RingStatus::kBusy:
      return Small(kBusy);
    case RingStatus::kPeerDied:
      return Small(kPeerDied);
    default:
      return Small(kEmpty);
  }
}

}  // namespace forkable::binding
