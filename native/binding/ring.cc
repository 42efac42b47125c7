// Rings for lib/queues and lib/pool.
#include "native/binding/large_buffer.h"
#include "native/binding/module.h"
#include "native/binding/ring_call.h"

namespace forkable::binding {

namespace {

napi_value Keep(RingCall& call, Result<Ring> made) {
  if (!made.ok()) return call.Fail(made.error());
  auto& rings = call.table->rings;
  size_t handle = 0;
  while (handle < rings.size() && rings[handle]) handle++;
  if (handle == rings.size()) rings.emplace_back();
  rings[handle] = std::make_shared<Ring>(made.take());
  return call.Small(static_cast<int32_t>(handle));
}

// ringCreate(maxsize) => handle
napi_value Create(napi_env env, napi_callback_info info) {
  RingCall call(env, info);
  return Keep(call, Ring::Create(static_cast<uint64_t>(call.Double(0))));
}

// ringAttach(fd) => handle. The descriptor is the ring's from now on, or closed.
napi_value Attach(napi_env env, napi_callback_info info) {
  RingCall call(env, info);
  return Keep(call, Ring::Attach(static_cast<int>(call.Uint(0))));
}

// ringClose(handle): waits under way keep what they look at.
napi_value Close(napi_env env, napi_callback_info info) {
  RingCall call(env, info);
  uint32_t handle = call.Uint(0);
  if (handle < call.table->rings.size()) call.table->rings[handle].reset();
  return nullptr;
}

// ringScratch(outgoing, incoming)
napi_value Scratch(napi_env env, napi_callback_info info) {
  RingCall call(env, info);
  for (size_t i = 0; i < 2; i++) {
    if (call.table->scratch[i] != nullptr) napi_delete_reference(env, call.table->scratch[i]);
    napi_create_reference(env, call.args[i], 1, &call.table->scratch[i]);
  }
  call.table->outgoing = call.Memory(0);
  call.table->incoming = call.Memory(1);
  return nullptr;
}

// ringPut(handle, length): from the scratch memory, one attempt.
napi_value Put(napi_env env, napi_callback_info info) {
  RingCall call(env, info);
  const std::shared_ptr<Ring>* ring = call.ring();
  if (ring == nullptr) return nullptr;
  uint32_t length = call.Uint(1);
  const Bytes& scratch = call.table->outgoing;
  if (length > scratch.size) return call.Fail({ERANGE, "", "longer than the memory it is in"});
  return call.Outcome((*ring)->TryPut(scratch.data, length, false));
}

// ringPutFrom(handle, buffer, length, raw, ms): below 0 one attempt, as ringPut().
napi_value PutFrom(napi_env env, napi_callback_info info) {
  RingCall call(env, info);
  double length = call.Double(2);
  bool raw = call.Uint(3) != 0;
  double ms = call.Double(4);
  bool once = ms < 0;
  Deadline deadline = Deadline::AfterMillis(ms);
  Result<RingStatus> result = RingStatus::kFull;
  bool quiet = call.Block(&result, [&](Ring& ring) -> Result<RingStatus> {
    Bytes memory = call.Memory(1);  // a handler that ran in between may have taken it away
    if (length > static_cast<double>(memory.size)) {
      return SysError{ERANGE, "", "longer than the memory it is in"};
    }
    if (once) return ring.TryPut(memory.data, static_cast<uint64_t>(length), raw);
    return ring.Put(memory.data, static_cast<uint64_t>(length), raw, deadline);
  });
  return quiet ? call.Outcome(result) : nullptr;
}

// ringPutMany(handle, buffer, from, to) => how many of the letters there are in; one attempt.
napi_value PutMany(napi_env env, napi_callback_info info) {
  RingCall call(env, info);
  const std::shared_ptr<Ring>* ring = call.ring();
  if (ring == nullptr) return nullptr;
  Bytes memory = call.Memory(1);
  uint32_t from = call.Uint(2);
  uint32_t to = call.Uint(3);
  if (to > memory.size || from > to) return call.Fail({ERANGE, "", "longer than the memory it is in"});
  Result<uint64_t> count = (*ring)->TryPutMany(memory.data + from, to - from);
  return count.ok() ? call.Small(static_cast<int32_t>(count.value())) : call.Fail(count.error());
}

// ringTakeMany(handle, buffer): letters, as many as there are and as fit; one attempt.
napi_value TakeMany(napi_env env, napi_callback_info info) {
  RingCall call(env, info);
  const std::shared_ptr<Ring>* ring = call.ring();
  if (ring == nullptr) return nullptr;
  Bytes memory = call.Memory(1);
  return call.Outcome((*ring)->TryTakeMany(memory.data, memory.size));
}

// ringTake(handle): into the scratch memory, one attempt.
napi_value Take(napi_env env, napi_callback_info info) {
  RingCall call(env, info);
  const std::shared_ptr<Ring>* ring = call.ring();
  if (ring == nullptr) return nullptr;
  return call.Outcome((*ring)->TryTake(call.table->incoming.data, call.table->incoming.size));
}

template <typename Memory>
napi_value TakeWaiting(RingCall& call, double ms, Memory memory) {
  Deadline deadline = Deadline::AfterMillis(ms);
  Result<Taking> result = Taking{};
  bool quiet = call.Block(&result, [&](Ring& ring) -> Result<Taking> {
    Bytes into = memory();
    if (ms < 0) return ring.TryTake(into.data, into.size);
    return ring.Take(into.data, into.size, deadline);
  });
  return quiet ? call.Outcome(result) : nullptr;
}

// ringTakeWait(handle, ms): into the scratch memory.
napi_value TakeWait(napi_env env, napi_callback_info info) {
  RingCall call(env, info);
  return TakeWaiting(call, call.Double(1), [&] { return call.table->incoming; });
}

// ringTakeInto(handle, buffer, ms)
napi_value TakeInto(napi_env env, napi_callback_info info) {
  RingCall call(env, info);
  PrepareForLarge();
  return TakeWaiting(call, call.Double(2), [&] { return call.Memory(1); });
}

// ringSize(handle) => messages in it
napi_value Size(napi_env env, napi_callback_info info) {
  RingCall call(env, info);
  const std::shared_ptr<Ring>* ring = call.ring();
  return ring == nullptr ? nullptr : call.Number(static_cast<double>((*ring)->size()));
}

// ringLimit(handle) => maxsize
napi_value Limit(napi_env env, napi_callback_info info) {
  RingCall call(env, info);
  const std::shared_ptr<Ring>* ring = call.ring();
  return ring == nullptr ? nullptr : call.Number(static_cast<double>((*ring)->maxsize()));
}

// ringFd(handle): the ring's own
napi_value Fd(napi_env env, napi_callback_info info) {
  RingCall call(env, info);
  const std::shared_ptr<Ring>* ring = call.ring();
  return ring == nullptr ? nullptr : call.Small((*ring)->fd());
}

// ringUnfinished(handle) => messages put and not yet done
napi_value Unfinished(napi_env env, napi_callback_info info) {
  RingCall call(env, info);
  const std::shared_ptr<Ring>* ring = call.ring();
  return ring == nullptr ? nullptr : call.Number(static_cast<double>((*ring)->unfinished()));
}

// ringDone(handle) => false when there were more than messages
napi_value DoneOne(napi_env env, napi_callback_info info) {
  RingCall call(env, info);
  const std::shared_ptr<Ring>* ring = call.ring();
  return ring == nullptr ? nullptr : call.Truth((*ring)->Done());
}

// ringJoin(handle, ms) => whether all is done
napi_value Join(napi_env env, napi_callback_info info) {
  RingCall call(env, info);
  Deadline deadline = Deadline::AfterMillis(call.Double(1));
  Result<bool> result = false;
  bool quiet = call.Block(&result, [&](Ring& ring) { return ring.WaitUntilSettled(deadline); });
  if (!quiet) return nullptr;
  return result.ok() ? call.Truth(result.value()) : call.Fail(result.error());
}

// ringClaim(handle, puts): this process is the one that puts (or takes).
napi_value Claim(napi_env env, napi_callback_info info) {
  RingCall call(env, info);
  const std::shared_ptr<Ring>* ring = call.ring();
  if (ring == nullptr) return nullptr;
  call.Uint(1) != 0 ? (*ring)->ClaimPut() : (*ring)->ClaimTake();
  return nullptr;
}

// ringPeerDied(handle, puts): whether the process that puts (or takes) has claimed that and is dead.
napi_value PeerDied(napi_env env, napi_callback_info info) {
  RingCall call(env, info);
  const std::shared_ptr<Ring>* ring = call.ring();
  if (ring == nullptr) return nullptr;
  return call.Truth(call.Uint(1) != 0 ? (*ring)->PutterDied() : (*ring)->TakerDied());
}

}  // namespace

void InitRing(Napi::Env env, Napi::Object exports) {
  auto* table = new RingTable();
  napi_add_env_cleanup_hook(env, [](void* data) { delete static_cast<RingTable*>(data); }, table);
  const struct {
    const char* name;
    napi_callback function;
  } functions[] = {
      {"ringCreate", Create},
      {"ringAttach", Attach},
      {"ringClose", Close},
      {"ringScratch", Scratch},
      {"ringPut", Put},
      {"ringPutFrom", PutFrom},
      {"ringPutMany", PutMany},
      {"ringTake", Take},
      {"ringTakeMany", TakeMany},
      {"ringTakeWait", TakeWait},
      {"ringTakeInto", TakeInto},
      {"ringWait", RingWait},
      {"ringSize", Size},
      {"ringLimit", Limit},
      {"ringFd", Fd},
      {"ringUnfinished", Unfinished},
      {"ringDone", DoneOne},
      {"ringJoin", Join},
      {"ringClaim", Claim},
      {"ringPeerDied", PeerDied},
  };
  for (const auto& one : functions) {
    napi_value function = nullptr;
    napi_create_function(env, one.name, NAPI_AUTO_LENGTH, one.function, table, &function);
    exports.Set(one.name, function);
  }
}

}  // namespace forkable::binding
