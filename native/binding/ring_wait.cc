// Waiting on the event loop for a ring: for messages, room, the lock of a side, or until everything is done.
#include "native/binding/async_waits.h"
#include "native/binding/environment.h"
#include "native/binding/ring_call.h"
#include "native/shm/bell.h"
#include "native/shm/robust_word.h"

namespace forkable::binding {

namespace {

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

}  // namespace

// ringWait(handle, what, ms, callback) => id for cancelWait(), or 0: there is no need to wait. The callback
// comes once, at the latest after `ms` or a slice: whoever put something may have been killed before it rang.
napi_value RingWait(napi_env env, napi_callback_info info) {
  RingCall call(env, info);
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

}  // namespace forkable::binding
