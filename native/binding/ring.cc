// Rings for lib/queues, lib/pool: flat functions on small integers, because a call with a message should cost
// little more than the call. Every environment has its own table of rings; a closed one's number is used
// again.
//
// Messages up to the size of the two Buffers given to ringScratch() go through these, larger ones directly.
#include "native/shm/ring.h"

#include <napi.h>
#include <stdlib.h>

#include <memory>
#include <vector>

#include "native/binding/arguments.h"
#include "native/binding/async_waits.h"
#include "native/binding/blocking.h"
#include "native/binding/environment.h"
#include "native/binding/errors.h"
#include "native/binding/module.h"
#include "native/shm/bell.h"
#include "native/shm/robust_word.h"

namespace forkable::binding {

namespace {

// What the functions return beside a length (lib/native/ring.ts).
constexpr int32_t kDone = 0;
constexpr int32_t kFull = -1;
constexpr int32_t kEmpty = -1;
constexpr int32_t kBusy = -2;
constexpr int32_t kPeerDied = -3;
constexpr int64_t kLarge = -16;  // minus twice the length and kind

struct Table {
  std::vector<std::shared_ptr<Ring>> rings;
  Bytes outgoing;
  Bytes incoming;
  napi_ref scratch[2] = {nullptr, nullptr};
};

// Clean values from lib/; a wrong kind reads as 0 and finds no ring.
template <size_t kCount>
struct Call {
  Call(napi_env env, napi_callback_info info) : env(env) {
    size_t count = kCount;
    void* data = nullptr;
    napi_get_cb_info(env, info, &count, args, nullptr, &data);
    table = static_cast<Table*>(data);
  }

  const std::shared_ptr<Ring>* ring() {
    uint32_t handle = 0;
    if (napi_get_value_uint32(env, args[0], &handle) == napi_ok && handle < table->rings.size() &&
        table->rings[handle]) {
      return &table->rings[handle];
    }
    Throw(env, {EBADF, "", "the queue is closed", "ERR_CLOSED"});
    return nullptr;
  }
  uint32_t Uint(size_t i) {
    uint32_t out = 0;
    napi_get_value_uint32(env, args[i], &out);
    return out;
  }
  double Double(size_t i) {
    double out = 0;
    napi_get_value_double(env, args[i], &out);
    return out;
  }
  Bytes Memory(size_t i) {
    Bytes out;
    void* data = nullptr;
    napi_get_buffer_info(env, args[i], &data, &out.size);
    out.data = static_cast<uint8_t*>(data);
    return out;
  }
  napi_value Number(double value) {
    napi_value out = nullptr;
    napi_create_double(env, value, &out);
    return out;
  }
  napi_value Small(int32_t value) {
    napi_value out = nullptr;
    napi_create_int32(env, value, &out);
    return out;
  }
  napi_value Fail(const SysError& error) {
    Throw(env, error);
    return nullptr;
  }

  napi_value Outcome(const Result<RingStatus>& result) {
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

  // Twice the length, plus one for a raw message.
  napi_value Outcome(const Result<Taking>& result) {
    if (!result.ok()) return Fail(result.error());
    const Taking& taking = result.value();
    switch (taking.status) {
      case RingStatus::kDone:
        if (taking.length < 0x10000000) return Small(static_cast<int32_t>(taking.length * 2 + taking.raw));
        return Number(static_cast<double>(taking.length * 2 + taking.raw));
      case RingStatus::kTooLarge:
        return Number(static_cast<double>(kLarge - static_cast<int64_t>(taking.length * 2 + taking.raw)));
      case RingStatus::kBusy:
        return Small(kBusy);
      case RingStatus::kPeerDied:
        return Small(kPeerDied);
      default:
        return Small(kEmpty);
    }
  }

  napi_env env;
  napi_value args[kCount];
  Table* table = nullptr;
};

napi_value Keep(Call<1>& call, Result<Ring> made) {
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
  Call<1> call(env, info);
  return Keep(call, Ring::Create(static_cast<uint64_t>(call.Double(0))));
}

// ringAttach(fd) => handle. The descriptor is the ring's from now on, or closed.
napi_value Attach(napi_env env, napi_callback_info info) {
  Call<1> call(env, info);
  return Keep(call, Ring::Attach(static_cast<int>(call.Uint(0))));
}

// ringClose(handle): waits under way keep what they look at.
napi_value Close(napi_env env, napi_callback_info info) {
  Call<1> call(env, info);
  uint32_t handle = call.Uint(0);
  if (handle < call.table->rings.size()) call.table->rings[handle].reset();
  return nullptr;
}

// ringScratch(outgoing, incoming)
napi_value Scratch(napi_env env, napi_callback_info info) {
  Call<2> call(env, info);
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
  Call<2> call(env, info);
  const std::shared_ptr<Ring>* ring = call.ring();
  if (ring == nullptr) return nullptr;
  uint32_t length = call.Uint(1);
  const Bytes& scratch = call.table->outgoing;
  if (length > scratch.size) return call.Fail({ERANGE, "", "longer than the memory it is in"});
  return call.Outcome((*ring)->TryPut(scratch.data, length, false));
}

// ringPutFrom(handle, buffer, length, raw, ms): below 0 one attempt, as ringPut().
napi_value PutFrom(napi_env env, napi_callback_info info) {
  Call<5> call(env, info);
  double length = call.Double(2);
  bool raw = call.Uint(3) != 0;
  double ms = call.Double(4);
  bool once = ms < 0;
  Deadline deadline = Deadline::AfterMillis(ms);
  Result<RingStatus> result = RingStatus::kFull;
  bool quiet = RunBlocking(
      env,
      // A handler that ran in between may have closed the queue or taken the memory away.
      [&]() -> Result<RingStatus> {
        uint32_t handle = call.Uint(0);
        Bytes memory = call.Memory(1);
        if (handle >= call.table->rings.size() || !call.table->rings[handle]) {
          return SysError{EBADF, "", "the queue is closed", "ERR_CLOSED"};
        }
        if (length > static_cast<double>(memory.size)) {
          return SysError{ERANGE, "", "longer than the memory it is in"};
        }
        std::shared_ptr<Ring> ring = call.table->rings[handle];
        if (once) return ring->TryPut(memory.data, static_cast<uint64_t>(length), raw);
        return ring->Put(memory.data, static_cast<uint64_t>(length), raw, deadline);
      },
      &result);
  return quiet ? call.Outcome(result) : nullptr;
}

// ringTake(handle): into the scratch memory, one attempt.
napi_value Take(napi_env env, napi_callback_info info) {
  Call<1> call(env, info);
  const std::shared_ptr<Ring>* ring = call.ring();
  if (ring == nullptr) return nullptr;
  return call.Outcome((*ring)->TryTake(call.table->incoming.data, call.table->incoming.size));
}

template <size_t kCount, typename Memory>
napi_value TakeWaiting(Call<kCount>& call, double ms, Memory memory) {
  Deadline deadline = Deadline::AfterMillis(ms);
  Result<Taking> result = Taking{};
  bool quiet = RunBlocking(
      call.env,
      [&]() -> Result<Taking> {
        uint32_t handle = call.Uint(0);
        if (handle >= call.table->rings.size() || !call.table->rings[handle]) {
          return SysError{EBADF, "", "the queue is closed", "ERR_CLOSED"};
        }
        std::shared_ptr<Ring> ring = call.table->rings[handle];
        Bytes into = memory();
        if (ms < 0) return ring->TryTake(into.data, into.size);
        return ring->Take(into.data, into.size, deadline);
      },
      &result);
  return quiet ? call.Outcome(result) : nullptr;
}

// ringTakeWait(handle, ms): into the scratch memory.
napi_value TakeWait(napi_env env, napi_callback_info info) {
  Call<2> call(env, info);
  return TakeWaiting(call, call.Double(1), [&] { return call.table->incoming; });
}

// Fresh pages cost more than the copy into them. The memory of large Buffers comes from malloc(3), which
// gives what is freed back to the system at once until it has seen that such sizes come and go
// (M_MMAP_THRESHOLD in mallopt(3)): shown it here, the next messages find warm memory. Address space only,
// nothing is touched.
void PrepareForLarge() {
  static const bool done = [] {
    void* volatile example = ::malloc(31 * 1024 * 1024);
    ::free(example);
    return true;
  }();
  (void)done;
}

// ringTakeInto(handle, buffer, ms)
napi_value TakeInto(napi_env env, napi_callback_info info) {
  Call<3> call(env, info);
  PrepareForLarge();
  return TakeWaiting(call, call.Double(2), [&] { return call.Memory(1); });
}

enum class Of { kItems, kRoom, kSettled, kPutLock, kTakeLock };

struct Awaited {
  Word* word = nullptr;
  uint32_t expected = 0;
  uint32_t flags = 0;
  bool ready = false;
};

Awaited AwaitLock(Word* lock) {
  uint32_t seen = lock->load();
  while ((seen & kIdentityMask) != 0 && (seen & kSleepersBit) == 0) {
    if (lock->compare_exchange_weak(seen, seen | kSleepersBit)) seen |= kSleepersBit;
  }
  return {lock, seen, kWatchOwner, (seen & kIdentityMask) == 0};
}

Awaited AwaitBell(Ring& ring, Of what) {
  RingHeader* header = ring.header();
  Bell* bell = what == Of::kItems ? &header->items : what == Of::kRoom ? &header->room : &header->settled;
  uint32_t expected = ExpectBell(bell);
  bool ready = what == Of::kItems  ? ring.HasItems()
               : what == Of::kRoom ? ring.HasRoom()
                                   : ring.unfinished() == 0;
  return {bell, expected, 0, ready};
}

// ringWait(handle, what, ms, callback) => id for cancelWait(), or 0: there is no need to wait. The callback
// comes once, at the latest after `ms` or a slice: whoever put something may have been killed before it rang.
napi_value WaitFor(napi_env env, napi_callback_info info) {
  Call<4> call(env, info);
  const std::shared_ptr<Ring>* ring = call.ring();
  if (ring == nullptr) return nullptr;
  Of what = static_cast<Of>(call.Uint(1));
  Awaited awaited = what == Of::kPutLock    ? AwaitLock(&(*ring)->header()->put_lock)
                    : what == Of::kTakeLock ? AwaitLock(&(*ring)->header()->take_lock)
                                            : AwaitBell(**ring, what);
  if (awaited.ready) return call.Small(0);
  struct Pending {
    std::shared_ptr<Ring> ring;
    Napi::FunctionReference callback;
  };
  auto pending = std::make_shared<Pending>();
  pending->ring = *ring;
  pending->callback = Napi::Persistent(Napi::Function(env, call.args[3]));
  double slice = static_cast<double>(kAsyncSliceMillis);
  double ms = call.Double(2);
  Result<uint64_t> id =
      AsyncWaits::Of(env).Wait(awaited.word, awaited.expected, Deadline::AfterMillis(ms < slice ? ms : slice),
                               awaited.flags, [pending](WaitOutcome) {
                                 Napi::Env env = pending->callback.Env();
                                 CallFromLoop(env, pending->callback.Value(), {});
                               });
  if (!id.ok()) return call.Fail(id.error());
  return call.Number(static_cast<double>(id.value()));
}

// ringSize(handle) => messages in it
napi_value Size(napi_env env, napi_callback_info info) {
  Call<1> call(env, info);
  const std::shared_ptr<Ring>* ring = call.ring();
  return ring == nullptr ? nullptr : call.Number(static_cast<double>((*ring)->size()));
}

// ringLimit(handle) => maxsize
napi_value Limit(napi_env env, napi_callback_info info) {
  Call<1> call(env, info);
  const std::shared_ptr<Ring>* ring = call.ring();
  return ring == nullptr ? nullptr : call.Number(static_cast<double>((*ring)->maxsize()));
}

// ringFd(handle): the ring's own
napi_value Fd(napi_env env, napi_callback_info info) {
  Call<1> call(env, info);
  const std::shared_ptr<Ring>* ring = call.ring();
  return ring == nullptr ? nullptr : call.Small((*ring)->fd());
}

// ringUnfinished(handle) => messages put and not yet done
napi_value Unfinished(napi_env env, napi_callback_info info) {
  Call<1> call(env, info);
  const std::shared_ptr<Ring>* ring = call.ring();
  return ring == nullptr ? nullptr : call.Number(static_cast<double>((*ring)->unfinished()));
}

napi_value Truth(napi_env env, bool value) {
  napi_value out = nullptr;
  napi_get_boolean(env, value, &out);
  return out;
}

// ringDone(handle) => false when there were more than messages
napi_value DoneOne(napi_env env, napi_callback_info info) {
  Call<1> call(env, info);
  const std::shared_ptr<Ring>* ring = call.ring();
  return ring == nullptr ? nullptr : Truth(env, (*ring)->Done());
}

// ringJoin(handle, ms) => whether all is done
napi_value Join(napi_env env, napi_callback_info info) {
  Call<2> call(env, info);
  Deadline deadline = Deadline::AfterMillis(call.Double(1));
  Result<bool> result = false;
  bool quiet = RunBlocking(
      env,
      [&]() -> Result<bool> {
        uint32_t handle = call.Uint(0);
        if (handle >= call.table->rings.size() || !call.table->rings[handle]) {
          return SysError{EBADF, "", "the queue is closed", "ERR_CLOSED"};
        }
        std::shared_ptr<Ring> ring = call.table->rings[handle];
        return ring->WaitUntilSettled(deadline);
      },
      &result);
  if (!quiet) return nullptr;
  return result.ok() ? Truth(env, result.value()) : call.Fail(result.error());
}

// ringClaim(handle, puts): this process is the one that puts (or takes).
napi_value Claim(napi_env env, napi_callback_info info) {
  Call<2> call(env, info);
  const std::shared_ptr<Ring>* ring = call.ring();
  if (ring == nullptr) return nullptr;
  call.Uint(1) != 0 ? (*ring)->ClaimPut() : (*ring)->ClaimTake();
  return nullptr;
}

// ringPeerDied(handle, puts): whether the process that puts (or takes) has claimed that and is dead.
napi_value PeerDied(napi_env env, napi_callback_info info) {
  Call<2> call(env, info);
  const std::shared_ptr<Ring>* ring = call.ring();
  if (ring == nullptr) return nullptr;
  return Truth(env, call.Uint(1) != 0 ? (*ring)->PutterDied() : (*ring)->TakerDied());
}

}  // namespace

void InitRing(Napi::Env env, Napi::Object exports) {
  auto* table = new Table();
  napi_add_env_cleanup_hook(env, [](void* data) { delete static_cast<Table*>(data); }, table);
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
      {"ringTake", Take},
      {"ringTakeWait", TakeWait},
      {"ringTakeInto", TakeInto},
      {"ringWait", WaitFor},
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
