// A turn: of several processes that share one end of a connection, one at a time puts a message in or takes
// one out, so that messages stay whole whatever their size. Lives in memory that a fork shares; all zero is
// free.
//
// A holder that dies loses its turn. What it may leave behind is half a message: `split` says beforehand
// whether the message takes more than one step that is atomic in the kernel; if the holder dies in a split
// one, the end is torn for good, which is an error for everybody and a hang for nobody.
#ifndef FORKABLE_SHM_TURN_H_
#define FORKABLE_SHM_TURN_H_

#include "native/base/deadline.h"
#include "native/base/result.h"
#include "native/shm/robust_word.h"

namespace forkable {

class Turn {
 public:
  enum class Taking { kMine, kBusy, kTorn };

  Taking TryTake(bool split);
  // Waits at most until the deadline (kBusy). EINTR is handed on.
  Result<Taking> Take(bool split, const Deadline& deadline);
  void Release();
  // The holder gives up in the middle of a message.
  void Tear();
  // Takes a free turn for what this process had begun before the turn existed.
  void Adopt();
  // Half a message is all that will ever come: torn, or held by a dead process.
  bool IsTornOrAbandoned() const;

 private:
  Taking Begin(Taken taken, bool split);

  Word holder_{0};
  Word split_{0};
  Word torn_{0};
  uint8_t rest_of_the_cache_line_[52];
};
static_assert(sizeof(Turn) == 64);

}  // namespace forkable

#endif  // FORKABLE_SHM_TURN_H_
