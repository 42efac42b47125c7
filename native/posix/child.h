// A child known by its pidfd: whether it has ended, and how. pidfd_open(2), waitid(2).
#ifndef FORKABLE_POSIX_CHILD_H_
#define FORKABLE_POSIX_CHILD_H_

#include "native/base/deadline.h"
#include "native/base/result.h"

namespace forkable {

struct ChildEnd {
  enum Kind {
    kRunning,
    kEnded,
    kUnknown
  };  // kUnknown: somebody else has waited for it and nothing remembers how
  Kind kind = kRunning;
  int exit_code = 0;  // 0..255, or minus the signal
};

// Reaps the child if it has ended. Does not block.
Result<ChildEnd> ReapChild(int pidfd);

// One attempt of poll(2), at most until the deadline: true when ready, EINTR as an error.
Result<bool> PollOnce(int fd, short events, const Deadline& deadline);

}  // namespace forkable

#endif  // FORKABLE_POSIX_CHILD_H_
