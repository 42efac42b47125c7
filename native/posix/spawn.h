// posix_spawn(3): a new program in a new process, without a copy of this one.
#ifndef FORKABLE_POSIX_SPAWN_H_
#define FORKABLE_POSIX_SPAWN_H_

#include <signal.h>
#include <sys/types.h>

#include <string>
#include <vector>

#include "native/base/result.h"

namespace forkable {

struct SpawnAction {
  enum Kind { kOpen, kClose, kDup2, kCloseFrom };
  Kind kind = kClose;
  int fd = -1;
  int target = -1;   // kDup2
  std::string path;  // kOpen
  int flags = 0;
  mode_t mode = 0;
};

struct SpawnRequest {
  std::string path;
  bool search_path = false;
  std::vector<std::string> argv;
  std::vector<std::string> env;
  std::vector<SpawnAction> actions;  // in this order, in the child
  pid_t group = -1;                  // -1: the parent's
  bool reset_ids = false;
  bool new_session = false;
  bool set_mask = false;
  sigset_t mask = {};
  sigset_t defaults = {};
  int policy = -1;    // -1: the parent's
  int priority = -1;  // -1: the parent's
};

// The pid, noted as born to this process. Failures of the child before and in exec are the result here.
Result<pid_t> Spawn(const SpawnRequest& request);

}  // namespace forkable

#endif  // FORKABLE_POSIX_SPAWN_H_
