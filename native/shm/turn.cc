#include "native/shm/turn.h"

namespace forkable {

Turn::Taking Turn::Begin(Taken taken, bool split) {
  if (taken == Taken::kNo) return Taking::kBusy;
  if (taken == Taken::kInherited && split_.load() != 0) torn_.store(1);
  if (torn_.load() != 0) {
    DropWord(&holder_);
    return Taking::kTorn;
  }
  split_.store(split ? 1 : 0);
  return Taking::kMine;
}

Turn::Taking Turn::TryTake(bool split) {
  if (torn_.load() != 0) return Taking::kTorn;
  return Begin(TryTakeWord(&holder_), split);
}

Result<Turn::Taking> Turn::Take(bool split, const Deadline& deadline) {
  Result<Taken> taken = TakeWord(&holder_, deadline);
  if (!taken.ok()) return taken.error();
  return Begin(taken.value(), split);
}

void Turn::Release() {
  split_.store(0);
  DropWord(&holder_);
}

void Turn::Tear() {
  torn_.store(1);
  DropWord(&holder_);
}

void Turn::Adopt() {
  if (TryTakeWord(&holder_) == Taken::kYes) split_.store(1);
}

bool Turn::IsTornOrAbandoned() const {
  if (torn_.load() != 0) return true;
  uint32_t holder = holder_.load();
  return (holder & kIdentityMask) != 0 && !IsAlive(holder);
}

}  // namespace forkable
