#include "native/shm/waiter_thread.h"

#include <linux/futex.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "native/base/deadline.h"
#include "native/base/fork_hooks.h"
#include "native/shm/family.h"

#ifndef SYS_futex_waitv
#define SYS_futex_waitv 449
#endif

namespace forkable {

namespace {

constexpr size_t kMostWords = 127;                  // futex_waitv takes 128, one is the control word
constexpr int64_t kLookNanos = 5 * kNanosPerMilli;  // between two looks at words that cannot be slept on
constexpr uint32_t kShared32 = 2;                   // FUTEX_32, without FUTEX_PRIVATE_FLAG

struct Entry {
  uint64_t id;
  WaitRequest request;
  int64_t next_slice;
};

struct WaitV {  // struct futex_waitv, which older headers lack
  uint64_t val;
  uint64_t uaddr;
  uint32_t flags;
  uint32_t reserved;
};

class Waiter {
 public:
  Result<uint64_t> Add(const WaitRequest& request) {
    Locked locked(this);
    if (!started_) {
      Status started = Start();
      if (!started.ok()) return started.error();
    }
    uint64_t id = ++last_id_;
    entries_.push_back({id, request, NowNanos() + kSliceNanos});
    Poke();
    return id;
  }

  bool Remove(uint64_t id) {
    Locked locked(this);
    auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.id == id; });
    if (found == entries_.end()) return false;
    entries_.erase(found);
    Poke();
    return true;
  }

  void RemoveAll(WaitSink* sink) {
    Locked locked(this);
    entries_.erase(std::remove_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& e) { return e.request.sink == sink; }),
                   entries_.end());
    Poke();
  }

  void Lock() { ::pthread_mutex_lock(&mutex_); }
  void Unlock() { ::pthread_mutex_unlock(&mutex_); }
  void Forget() {
    entries_.clear();
    Poke();
  }

 private:
  struct Locked {
    explicit Locked(Waiter* waiter) : waiter(waiter) { waiter->Lock(); }
    ~Locked() { waiter->Unlock(); }
    Waiter* waiter;
  };

  Status Start() {
    pthread_attr_t attributes;
    ::pthread_attr_init(&attributes);
    ::pthread_attr_setstacksize(&attributes, 256 * 1024);
    ::pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_t thread;
    int err = ::pthread_create(
        &thread, &attributes,
        [](void* self) -> void* {
          static_cast<Waiter*>(self)->Run();
          return nullptr;
        },
        this);
    ::pthread_attr_destroy(&attributes);
    if (err != 0) return SysError{err, "pthread_create"};
    ::pthread_setname_np(thread, "forkable-wait");
    // A thread that is only just being made blocks all signals: a fork would have to leave it out, and the
    // child would wait for a thread that it does not have. So not before it runs.
    while (running_.load() == 0) (void)FutexWait(&running_, 0, kSliceNanos);
    started_ = true;
    return Ok();
  }

  // The thread looks at the table again.
  void Poke() {
    control_.fetch_add(1);
    FutexWake(&control_, 1);
  }

  [[noreturn]] void Run() {
    running_.store(1);
    FutexWake(&running_, 1);
    for (;;) {
      Lock();
      uint32_t control = control_.load();
      int64_t until = Settle();
      size_t words = Collect(control);
      bool all = words == entries_.size();
      Unlock();
      Rest(words, all ? until : std::min(until, NowNanos() + kLookNanos), control);
    }
  }

  // Delivers every outcome that is due; returns when the next can be due for another reason than a wake-up.
  int64_t Settle() {
    int64_t now = NowNanos();
    int64_t until = INT64_MAX;
    size_t kept = 0;
    alive_ = kNobody;
    for (Entry& entry : entries_) {
      WaitOutcome outcome;
      if (IsDue(entry, now, &outcome)) {
        entry.request.sink->Deliver(entry.id, outcome);
        continue;
      }
      until = std::min(until, entry.request.deadline);
      if (entry.request.flags != 0) until = std::min(until, entry.next_slice);
      entries_[kept++] = entry;
    }
    entries_.resize(kept);
    return until;
  }

  bool IsDue(Entry& entry, int64_t now, WaitOutcome* outcome) {
    const WaitRequest& request = entry.request;
    uint32_t seen = request.word->load();
    // A wake-up counts even where the word reads as before: it may have changed twice, and nobody else got
    // this one.
    if (seen != request.expected || entry.id == woken_) {
      *outcome = WaitOutcome::kChanged;
      return true;
    }
    if (now >= request.deadline) {
      *outcome = WaitOutcome::kTimedOut;
      return true;
    }
    if (request.flags == 0 || now < entry.next_slice) return false;
    entry.next_slice = now + kSliceNanos;
    *outcome = (request.flags & kWantTicks) != 0 ? WaitOutcome::kTick : WaitOutcome::kOwnerDied;
    return (request.flags & kWantTicks) != 0 || !Lives(seen & kIdentityMask);
  }

  // Many words have one owner: asked once in a round.
  bool Lives(Identity owner) {
    if (owner == alive_) return true;
    if (!IsAlive(owner)) return false;
    alive_ = owner;
    return true;
  }

  size_t Collect(uint32_t control) {
    size_t count = has_waitv_ ? std::min(entries_.size(), kMostWords) : 0;
    for (size_t i = 0; i < count; i++) {
      words_[i] = Describe(entries_[i].request.word, entries_[i].request.expected);
      ids_[i] = entries_[i].id;
    }
    words_[count] = Describe(&control_, control);
    return count;
  }

  static WaitV Describe(Word* word, uint32_t expected) {
    return {expected, reinterpret_cast<uintptr_t>(word), kShared32, 0};
  }

  void Rest(size_t words, int64_t until, uint32_t control) {
    woken_ = 0;
    if (!has_waitv_) {
      int64_t now = NowNanos();
      if (until > now) (void)FutexWait(&control_, control, until - now);
      return;
    }
    struct timespec at = ToTimespec(until);
    long status =
        ::syscall(SYS_futex_waitv, words_, words + 1, 0, until == INT64_MAX ? nullptr : &at, CLOCK_MONOTONIC);
    if (status >= 0 && static_cast<size_t>(status) < words) woken_ = ids_[status];
    // EPERM: a seccomp filter that does not know the call.
    if (status < 0 && (errno == ENOSYS || errno == EPERM)) has_waitv_ = false;
  }

  pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
  Word control_{0};
  Word running_{0};
  std::vector<Entry> entries_;
  // Of the thread alone:
  WaitV words_[kMostWords + 1];
  uint64_t ids_[kMostWords];
  uint64_t woken_ = 0;
  Identity alive_ = kNobody;
  uint64_t last_id_ = 0;
  bool started_ = false;
  bool has_waitv_ = true;
};

// Never destroyed: the thread runs until the process ends.
Waiter& waiter() {
  static Waiter* const instance = new Waiter();
  return *instance;
}

[[maybe_unused]] const bool registered_ = [] {
  AddForkHooks({[] { waiter().Lock(); }, [] { waiter().Unlock(); },
                [] {
                  waiter().Forget();
                  waiter().Unlock();
                }});
  return true;
}();

}  // namespace

Result<uint64_t> AddWait(const WaitRequest& request) { return waiter().Add(request); }
bool RemoveWait(uint64_t id) { return waiter().Remove(id); }
void RemoveWaitsOf(WaitSink* sink) { waiter().RemoveAll(sink); }

}  // namespace forkable
