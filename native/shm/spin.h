// Looking for news for some microseconds before going to sleep: a hand-over to a process that runs on another
// CPU costs a tenth of a wake-up. How long is learnt from how often it helped; not at all on one CPU.
//
// Two sides that both sleep would go on sleeping, each waiting for the other's wake-up: now and then one
// tries for as long as that takes, and finds out whether both could stay awake.
#ifndef FORKABLE_SHM_SPIN_H_
#define FORKABLE_SHM_SPIN_H_

#include <algorithm>

#include "native/base/deadline.h"
#include "native/shm/futex.h"
#include "native/shm/robust_word.h"

namespace forkable {

class AdaptiveSpin {
 public:
  // Whether `ready` came to hold.
  template <typename Ready>
  bool Until(Ready ready) {
    if (!SpinningHelps()) return false;
    int64_t until = NowNanos() + (failures_ % kTryAgain == kTryAgain - 1 ? kMost : nanos_);
    do {
      // Not at every turn: each look takes the line of memory away from the side that is about to write it.
      for (int i = 0; i < kRelaxes; i++) CpuRelax();
      if (ready()) {
        nanos_ = std::min(kMost, nanos_ * 2);
        failures_ = 0;
        return true;
      }
    } while (NowNanos() < until);
    nanos_ = std::max(kLeast, nanos_ / 2);
    failures_++;
    return false;
  }

 private:
  static constexpr int kRelaxes = 16;
  static constexpr int64_t kMost = 40 * 1000;
  static constexpr int64_t kLeast = 2000;
  static constexpr unsigned kTryAgain = 16;

  int64_t nanos_ = kMost / 2;
  unsigned failures_ = 0;
};

}  // namespace forkable

#endif  // FORKABLE_SHM_SPIN_H_
