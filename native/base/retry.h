// The EINTR loop, for calls that no signal handler of the user may interrupt.
#ifndef FORKABLE_BASE_RETRY_H_
#define FORKABLE_BASE_RETRY_H_

#include <cerrno>

namespace forkable {

template <typename Call>
auto RetryOnEintr(Call call) {
  for (;;) {
    auto result = call();
    if (result != -1 || errno != EINTR) return result;
  }
}

}  // namespace forkable

#endif  // FORKABLE_BASE_RETRY_H_
