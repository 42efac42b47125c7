// Waits on words of shared memory that end on the event loop: the loop's side of native/shm/waiter_thread.h.
//
// A pending wait keeps the loop alive. A child has none of its parent's: they are forgotten before its
// JavaScript runs, in both kinds of fork.
#ifndef FORKABLE_BINDING_ASYNC_WAITS_H_
#define FORKABLE_BINDING_ASYNC_WAITS_H_

#include <napi.h>
#include <pthread.h>
#include <uv.h>

#include <functional>
#include <unordered_map>
#include <vector>

#include "native/base/deadline.h"
#include "native/shm/waiter_thread.h"

namespace forkable::binding {

class AsyncWaits final : public WaitSink {
 public:
  // Called once, on the loop's thread, inside a handle scope; may call JavaScript (MakeCallback).
  using Callback = std::function<void(WaitOutcome)>;

  static AsyncWaits& Of(napi_env env);

  // The word must stay mapped until the callback has run or the wait is cancelled.
  Result<uint64_t> Wait(Word* word, uint32_t expected, const Deadline& deadline, uint32_t flags,
                        Callback callback);
  // Afterwards the callback does not run any more.
  void Cancel(uint64_t id);

  void Deliver(uint64_t id, WaitOutcome outcome) override;
  void ForgetAll();  // in a child

 private:
  struct Done {
    uint64_t id;
    WaitOutcome outcome;
  };

  explicit AsyncWaits(napi_env env);
  ~AsyncWaits() = default;
  static void Close(napi_async_cleanup_hook_handle handle, void* self);
  void Drain();
  void KeepLoopAlive();

  napi_env env_;
  uv_async_t async_;
  pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
  std::vector<Done> done_;  // under the mutex
  std::unordered_map<uint64_t, Callback> pending_;
  napi_async_cleanup_hook_handle cleanup_ = nullptr;
  bool closed_ = false;
};

}  // namespace forkable::binding

#endif  // FORKABLE_BINDING_ASYNC_WAITS_H_
