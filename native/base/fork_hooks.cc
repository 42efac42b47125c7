#include "native/base/fork_hooks.h"

#include <cstddef>

namespace forkable {

static constexpr size_t kMaxHooks = 32;
static ForkHooks hooks_[kMaxHooks];
static size_t count_ = 0;
static pid_t result_ = 0;

void AddForkHooks(const ForkHooks& hooks) {
  if (count_ < kMaxHooks) hooks_[count_++] = hooks;
}

void RunBeforeForkHooks() {
  for (size_t i = count_; i > 0; i--) {
    if (hooks_[i - 1].before != nullptr) hooks_[i - 1].before();
  }
}

void RunInParentHooks(pid_t result) {
  result_ = result;
  for (size_t i = 0; i < count_; i++) {
    if (hooks_[i].in_parent != nullptr) hooks_[i].in_parent();
  }
}

void RunInChildHooks() {
  for (size_t i = 0; i < count_; i++) {
    if (hooks_[i].in_child != nullptr) hooks_[i].in_child();
  }
}

pid_t ForkResult() { return result_; }

}  // namespace forkable
