#include "native/binding/ring_call.h"

#include "native/binding/errors.h"

namespace forkable::binding {

namespace {

constexpr int64_t kLarge = -16;  // minus twice the length and kind

int32_t CodeOf(RingStatus status) {
  switch (status) {
    case RingStatus::kDone:
      return 0;
    case RingStatus::kBusy:
      return -2;
    case RingStatus::kPeerDied:
      return -3;
    default:  // full, or empty
      return -1;
  }
}

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
  return result.ok() ? Small(CodeOf(result.value())) : Fail(result.error());
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
    default:
      return Small(CodeOf(taking.status));
  }
}

}  // namespace forkable::binding
