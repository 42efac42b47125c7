#include "native/posix/poll.h"

#include <sys/epoll.h>

namespace forkable {

Result<int> Poll(std::vector<struct pollfd>* wanted, const Deadline& deadline) {
  struct timespec limit = ToTimespec(deadline.left());
  int ready = ::ppoll(wanted->data(), wanted->size(), deadline.never() ? nullptr : &limit, nullptr);
  if (ready == -1) return SysError::Last("poll");
  for (const struct pollfd& item : *wanted) {
    if ((item.revents & POLLNVAL) != 0) return SysError{EBADF, "poll"};
  }
  return ready;
}

Result<UniqueFd> EpollOf(const std::vector<struct pollfd>& wanted) {
  UniqueFd epoll(::epoll_create1(EPOLL_CLOEXEC));
  if (!epoll.valid()) return SysError::Last("epoll_create1");
  for (const struct pollfd& item : wanted) {
    struct epoll_event event = {};
    event.events =
        ((item.events & POLLIN) != 0 ? EPOLLIN : 0u) | ((item.events & POLLOUT) != 0 ? EPOLLOUT : 0u);
    event.data.fd = item.fd;
    if (::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, item.fd, &event) == 0) continue;
    if (errno != EEXIST && errno != EPERM) return SysError::Last("epoll_ctl");
  }
  return epoll;
}

}  // namespace forkable
