// Which of several descriptors can be read: poll(2) for those who block, an epoll instance for the loop.
#ifndef FORKABLE_POSIX_POLL_H_
#define FORKABLE_POSIX_POLL_H_

#include <poll.h>

#include <vector>

#include "native/base/deadline.h"
#include "native/base/result.h"
#include "native/base/unique_fd.h"

namespace forkable {

// Waits until one of them is ready or broken, or the deadline; the answers are in `revents`. EINTR is handed
// on. A descriptor that is not open: EBADF.
Result<int> Poll(std::vector<struct pollfd>* wanted, const Deadline& deadline);

// A descriptor that is readable whenever one of `fds` is. Unlike watching them themselves it neither makes
// them non-blocking nor minds that somebody else watches them. Regular files, which epoll refuses, are left
// out: they are always ready, so poll first.
Result<UniqueFd> EpollOf(const std::vector<struct pollfd>& wanted);

}  // namespace forkable

#endif  // FORKABLE_POSIX_POLL_H_
