#include "native/fork/pool_barrier.h"

#include <atomic>
#include <cstdlib>

#include "native/base/deadline.h"
#include "native/fork/engine.h"
#include "native/fork/raw.h"
#include "native/fork/uv_access.h"

namespace forkable {

namespace {

constexpr unsigned kMaxPool = 1024;  // libuv's own limit
std::atomic<uint32_t> started_{0};
std::atomic<uint32_t> opened_{0};  // items of generations up to this one may end
uint32_t generation_ = 0;
std::atomic<pid_t> tids_[kMaxPool];
uv_work_t* items_of_round_[kMaxPool];

constexpr size_t kMaxSlow = 4096;
uv::Queue* slow_[kMaxSlow];
size_t slow_count_ = 0;

// As libuv reads it, when its pool starts.
unsigned PoolSize() {
  static const unsigned size = [] {
    const char* text = ::getenv("UV_THREADPOOL_SIZE");
    long value = text != nullptr ? ::atol(text) : 4;
    return static_cast<unsigned>(value < 1 ? 1 : value > static_cast<long>(kMaxPool) ? kMaxPool : value);
  }();
  return size;
}

void HoldThread(uv_work_t* item) {
  uint32_t generation = static_cast<uint32_t>(reinterpret_cast<uintptr_t>(item->data));
  uint32_t place = started_.fetch_add(1);
  if (place < kMaxPool) tids_[place] = raw::CurrentTid();
  raw::FutexWakeAll(&started_);
  for (uint32_t now; static_cast<int32_t>((now = opened_.load()) - generation) < 0;) {
    raw::FutexWait(&opened_, now);
  }
}

void FreeItem(uv_work_t* item, int) { ::free(item); }
void FreeLookUp(uv_getaddrinfo_t* request, int, struct addrinfo*) { ::free(request); }

}  // namespace

void PoolBarrier::Raise(uv_loop_t* loop, double limit_ms) {
  if (raised_) return;
  raised_ = true;
  unsigned wanted = PoolSize();
  generation_++;
  started_ = 0;
  slow_count_ = 0;
  for (unsigned i = 0; i < wanted; i++) {
    auto* item = static_cast<uv_work_t*>(::calloc(1, sizeof(uv_work_t)));
    if (item == nullptr) {
      wanted = i;
      break;
    }
    item->data = reinterpret_cast<void*>(static_cast<uintptr_t>(generation_));
    items_of_round_[i] = item;
    uv_queue_work(loop, item, HoldThread, FreeItem);
  }
  Deadline limit = Deadline::AfterMillis(limit_ms);
  uint32_t now;
  while ((now = started_.load()) < wanted && !limit.passed()) {
    struct timespec left = ToTimespec(limit.left());
    raw::FutexWait(&started_, now, &left);
  }
  if (now < wanted) {
    for (unsigned i = 0; i < wanted; i++) uv_cancel(reinterpret_cast<uv_req_t*>(items_of_round_[i]));
    now = started_.load();
  }
  complete_ = now >= wanted;
  items_ = now;
}

// A look-up of our own joins the queue of slow work; from there the others can be seen. Only when every
// thread of the pool is held is that list at rest.
void PoolBarrier::NoteSlowWork(uv_loop_t* loop) {
  if (!raised_) return;
  auto* request = static_cast<uv_getaddrinfo_t*>(::calloc(1, sizeof(uv_getaddrinfo_t)));
  if (request == nullptr) return;
  if (uv_getaddrinfo(loop, request, FreeLookUp, "127.0.0.1", nullptr, nullptr) != 0) {
    ::free(request);
    return;
  }
  uv::Queue* own = &request->work_req.wq;
  for (uv::Queue* node = own->next; node != own && slow_count_ < kMaxSlow; node = node->next) {
    // The head of the list and libuv's own marker are variables of the executable, not requests.
    if (!engine::IsInExecutable(reinterpret_cast<uintptr_t>(node))) slow_[slow_count_++] = node;
  }
  uv_cancel(reinterpret_cast<uv_req_t*>(request));
}

void PoolBarrier::DropSlowWork() {
  for (size_t i = 0; i < slow_count_; i++) uv::Unlink(slow_[i]);
  slow_count_ = 0;
}

void PoolBarrier::Lower() {
  if (!raised_) return;
  opened_ = generation_;
  raw::FutexWakeAll(&opened_);
}

bool PoolBarrier::Holds(pid_t tid) const {
  if (!raised_) return false;
  uint32_t count = started_.load();
  for (uint32_t i = 0; i < count && i < kMaxPool; i++) {
    if (tids_[i] == tid) return true;
  }
  return false;
}

}  // namespace forkable
