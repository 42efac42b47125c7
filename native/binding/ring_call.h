// How lib/queues calls a ring: flat functions on small integers, because a call with a message should cost
// little more than the call. Every environment has its own table of rings; a closed one's number is used
// again.
//
// Clean values come from lib/; a wrong kind reads as 0 and finds no ring.
#ifndef FORKABLE_BINDING_RING_CALL_H_
#define FORKABLE_BINDING_RING_CALL_H_

#include <napi.h>

#include <memory>
#include <vector>

#include "native/binding/arguments.h"
#include "native/binding/blocking.h"
#include "native/shm/ring.h"

namespace forkable::binding {

struct RingTable {
  std::vector<std::shared_ptr<Ring>> rings;
  // Messages up to the size of these Buffers go through them, larger ones directly.
  Bytes outgoing;
  Bytes incoming;
  napi_ref scratch[2] = {nullptr, nullptr};
};

class RingCall {
 public:
  RingCall(napi_env env, napi_callback_info info) : env(env) {
    size_t count = kMostArguments;
    void* data = nullptr;
    napi_get_cb_info(env, info, &count, args, nullptr, &data);
    table = static_cast<RingTable*>(data);
  }

  // The ring of the first argument; nullptr: ERR_CLOSED is thrown.
  const std::shared_ptr<Ring>* ring() {
    const std::shared_ptr<Ring>* found = Find();
    if (found == nullptr) Fail(Closed());
    return found;
  }
  // `attempt(ring)` until it gives something other than EINTR; signal handlers run in between and may close
  // the queue. False: an exception is pending.
  template <typename T, typename Attempt>
  bool Block(Result<T>* result, Attempt attempt) {
    return RunBlocking(
        env,
        [&]() -> Result<T> {
          const std::shared_ptr<Ring>* found = Find();
          if (found == nullptr) return Closed();
          std::shared_ptr<Ring> ring = *found;
          return attempt(*ring);
        },
        result);
  }

  uint32_t Uint(size_t i) const {
    uint32_t out = 0;
    napi_get_value_uint32(env, args[i], &out);
    return out;
  }
  double Double(size_t i) const;
  Bytes Memory(size_t i) const;

  napi_value Small(int32_t value) const {
    napi_value out = nullptr;
    napi_create_int32(env, value, &out);
    return out;
  }
  napi_value Number(double value) const;
  napi_value Truth(bool value) const;
  napi_value Fail(const SysError& error) const;
  // What lib/native/ring.ts calls PUT_..., TAKE_... and RING_....
  napi_value Outcome(const Result<RingStatus>& result) const;
  // Twice the length, plus one for a raw message.
  napi_value Outcome(const Result<Taking>& result) const;

  static constexpr size_t kMostArguments = 5;
  napi_env env;
  napi_value args[kMostArguments];
  RingTable* table = nullptr;

 private:
  const std::shared_ptr<Ring>* Find() const {
    uint32_t handle = Uint(0);
    if (handle >= table->rings.size() || !table->rings[handle]) return nullptr;
    return &table->rings[handle];
  }
  static SysError Closed() { return {EBADF, "", "the queue is closed", "ERR_CLOSED"}; }
};

// ringWait() of ring_wait.cc
napi_value RingWait(napi_env env, napi_callback_info info);

}  // namespace forkable::binding

#endif  // FORKABLE_BINDING_RING_CALL_H_
