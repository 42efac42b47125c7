// What parts of the core do around a fork: a static list of functions, so that no part has to know the fork
// and the fork knows no part. `in_child` runs in the child when all its threads are back, before any
// JavaScript; `before` and `in_parent` run in the parent around the fork, `in_parent` also when it failed.
// Registered once, while loading.
#ifndef FORKABLE_BASE_FORK_HOOKS_H_
#define FORKABLE_BASE_FORK_HOOKS_H_

#include <sys/types.h>

namespace forkable {

struct ForkHooks {
  void (*before)() = nullptr;
  void (*in_parent)() = nullptr;
  void (*in_child)() = nullptr;
};

void AddForkHooks(const ForkHooks& hooks);
void RunBeforeForkHooks();  // last registered first
// In the order of registration. `result` is what fork gave: the child's pid, or below zero when it failed.
void RunInParentHooks(pid_t result);
void RunInChildHooks();
// For `in_parent` hooks: what fork gave.
pid_t ForkResult();

}  // namespace forkable

#endif  // FORKABLE_BASE_FORK_HOOKS_H_
