// A moment on CLOCK_MONOTONIC until which something may wait; or never.
#ifndef FORKABLE_BASE_DEADLINE_H_
#define FORKABLE_BASE_DEADLINE_H_

#include <time.h>

#include <cmath>
#include <cstdint>

namespace forkable {

constexpr int64_t kNanosPerMilli = 1000000;
constexpr int64_t kNanosPerSecond = 1000000000;

inline int64_t NowNanos() {
  struct timespec now;
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * kNanosPerSecond + now.tv_nsec;
}

inline struct timespec ToTimespec(int64_t nanos) {
  struct timespec out;
  out.tv_sec = nanos / kNanosPerSecond;
  out.tv_nsec = nanos % kNanosPerSecond;
  return out;
}

class Deadline {
 public:
  static Deadline Never() { return Deadline(INT64_MAX); }
  // Milliseconds from now: infinite and NaN mean never, zero and below mean at once.
  static Deadline AfterMillis(double ms) {
    if (!(ms < 9.0e12)) return Never();
    return Deadline(ms <= 0 ? NowNanos() : NowNanos() + static_cast<int64_t>(ms * kNanosPerMilli));
  }

  bool never() const { return at_ == INT64_MAX; }
  bool passed() const { return !never() && NowNanos() >= at_; }
  // Nanoseconds left, not below zero; INT64_MAX when there is no limit.
  int64_t left() const {
    if (never()) return INT64_MAX;
    int64_t left = at_ - NowNanos();
    return left > 0 ? left : 0;
  }
  // The earlier of what is left and a slice.
  int64_t left_at_most(int64_t nanos) const {
    int64_t rest = left();
    return rest < nanos ? rest : nanos;
  }
  int64_t at() const { return at_; }

 private:
  explicit Deadline(int64_t at) : at_(at) {}
  int64_t at_;
};

}  // namespace forkable

#endif  // FORKABLE_BASE_DEADLINE_H_
