// Locks and sleeping on words for lib/sync. Raw callbacks: these are the hot paths of contended locks. Words
// are addressed as (Int32Array, index); lib/sync has made sure that they exist.
#include <napi.h>

#include <algorithm>

#include "native/binding/blocking.h"
#include "native/binding/errors.h"
#include "native/binding/module.h"
#include "native/shm/lock_word.h"
#include "native/shm/spin.h"

namespace forkable::binding {

namespace {

struct Call {
  napi_env env;
  napi_value values[5];
  Word* word = nullptr;

  Call(napi_env env, napi_callback_info info) : env(env) {
    size_t count = 5;
    napi_get_cb_info(env, info, &count, values, nullptr, nullptr);
    void* data = nullptr;
    size_t length = 0;
    uint32_t index = 0;
    napi_typedarray_type type;
    if (napi_get_typedarray_info(env, values[0], &type, &length, &data, nullptr, nullptr) != napi_ok) return;
    if (napi_get_value_uint32(env, values[1], &index) != napi_ok || type != napi_int32_array) return;
    if (data != nullptr && static_cast<size_t>(index) + 1 < length) word = static_cast<Word*>(data) + index;
  }

  LockWord* lock() const { return reinterpret_cast<LockWord*>(word); }
  int32_t Int(size_t at) const {
    int32_t out = 0;
    napi_get_value_int32(env, values[at], &out);
    return out;
  }
  double Double(size_t at) const {
    double out = 0;
    napi_get_value_double(env, values[at], &out);
    return out;
  }
  napi_value Number(int32_t value) const {
    napi_value out;
    napi_create_int32(env, value, &out);
    return out;
  }
  napi_value Bool(bool value) const {
    napi_value out;
    napi_get_boolean(env, value, &out);
    return out;
  }
  napi_value Refuse() const {
    ThrowType(env, "a word of shared memory was expected");
    return nullptr;
  }
};

// Positive: taken (1) or inherited from a dead process (2). Zero: no. Negative: no, sleep on this value.
int32_t Answer(const Attempt& attempt, Approach approach) {
  if (attempt.taken == Taken::kYes) return 1;
  if (attempt.taken == Taken::kInherited) return 2;
  return approach == Approach::kPoll ? 0 : static_cast<int32_t>(attempt.seen);
}

// tryLock(words, index, approach, slept, look)
napi_value TryLockCall(napi_env env, napi_callback_info info) {
  Call call(env, info);
  if (call.word == nullptr) return call.Refuse();
  if (Self() == kNobody) {
    Throw(env, FamilyError());
    return nullptr;
  }
  auto approach = static_cast<Approach>(call.Int(2));
  return call.Number(Answer(TryLock(call.lock(), approach, call.Int(3) != 0, call.Int(4) != 0), approach));
}

napi_value ReleaseLockCall(napi_env env, napi_callback_info info) {
  Call call(env, info);
  if (call.word == nullptr) return call.Refuse();
  return call.Bool(ReleaseLock(call.lock()));
}

napi_value RetractLockCall(napi_env env, napi_callback_info info) {
  Call call(env, info);
  if (call.word == nullptr) return call.Refuse();
  RetractLock(call.lock());
  return nullptr;
}

// takeGuard(words, index) => whether it was inherited from a dead process
napi_value TakeGuard(napi_env env, napi_callback_info info) {
  Call call(env, info);
  if (call.word == nullptr) return call.Refuse();
  if (Self() == kNobody) {
    Throw(env, FamilyError());
    return nullptr;
  }
  return call.Bool(TakeWordSurely(call.word) == Taken::kInherited);
}

napi_value DropGuard(napi_env env, napi_callback_info info) {
  Call call(env, info);
  if (call.word == nullptr) return call.Refuse();
  return call.Bool(DropWord(call.word));
}

AdaptiveSpin spin_;  // one for all words of the process

bool SpinUntilChanged(Word* word, uint32_t expected) {
  return spin_.Until([&] { return word->load(std::memory_order_relaxed) != expected; });
}

// spinOnWord(words, index, expected) => whether it changed within the microseconds that spinning is worth
napi_value SpinOnWord(napi_env env, napi_callback_info info) {
  Call call(env, info);
  if (call.word == nullptr) return call.Refuse();
  return call.Bool(SpinUntilChanged(call.word, static_cast<uint32_t>(call.Int(2))));
}

// sleepOnWord(words, index, expected, ms, spin) => whether something happened before the time (at most a
// slice) was up
napi_value SleepOnWord(napi_env env, napi_callback_info info) {
  Call call(env, info);
  if (call.word == nullptr) return call.Refuse();
  auto expected = static_cast<uint32_t>(call.Int(2));
  if (call.Int(4) != 0 && SpinUntilChanged(call.word, expected)) return call.Bool(true);
  double ms = call.Double(3);
  Deadline slice = Deadline::AfterMillis(std::min(ms, static_cast<double>(kSliceNanos / kNanosPerMilli)));
  Result<Sleep> slept = Sleep::kWoken;
  bool completed =
      RunBlocking<Sleep>(env, [&] { return FutexWait(call.word, expected, slice.left()); }, &slept);
  if (!completed) return nullptr;
  if (!slept.ok()) {
    Throw(env, slept.error());
    return nullptr;
  }
  return call.Bool(slept.value() == Sleep::kWoken);
}

void Export(napi_env env, napi_value exports, const char* name, napi_callback callback) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
  napi_set_named_property(env, exports, name, function);
}

}  // namespace

void InitSync(Napi::Env env, Napi::Object exports) {
  Export(env, exports, "tryLock", TryLockCall);
  Export(env, exports, "releaseLock", ReleaseLockCall);
  Export(env, exports, "retractLock", RetractLockCall);
  Export(env, exports, "takeGuard", TakeGuard);
  Export(env, exports, "dropGuard", DropGuard);
  Export(env, exports, "spinOnWord", SpinOnWord);
  Export(env, exports, "sleepOnWord", SleepOnWord);
}

}  // namespace forkable::binding
