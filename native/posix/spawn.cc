#include "native/posix/spawn.h"

#include <dlfcn.h>
#include <sched.h>
#include <spawn.h>
#include <unistd.h>

#include "native/posix/births.h"
#include "native/posix/descriptors.h"
#include "native/posix/exec.h"

namespace forkable {

namespace {

class FileActions {
 public:
  FileActions() { ::posix_spawn_file_actions_init(&actions_); }
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;

  int Add(const SpawnAction& action) {
    switch (action.kind) {
      case SpawnAction::kOpen:
        return ::posix_spawn_file_actions_addopen(&actions_, action.fd, action.path.c_str(), action.flags,
                                                  action.mode);
      case SpawnAction::kClose:
        return ::posix_spawn_file_actions_addclose(&actions_, action.fd);
      case SpawnAction::kDup2:
        return ::posix_spawn_file_actions_adddup2(&actions_, action.fd, action.target);
      case SpawnAction::kCloseFrom:
        return AddCloseFrom(action.fd);
    }
    return EINVAL;
  }
  posix_spawn_file_actions_t* get() { return &actions_; }

 private:
  // glibc 2.34; looked up so that older ones still load the addon.
  int AddCloseFrom(int fd) {
    using Function = int (*)(posix_spawn_file_actions_t*, int);
    auto add = reinterpret_cast<Function>(::dlsym(RTLD_DEFAULT, "posix_spawn_file_actions_addclosefrom_np"));
    return add == nullptr ? ENOSYS : add(&actions_, fd);
  }
  posix_spawn_file_actions_t actions_;
};

class Attributes {
 public:
  Attributes() { ::posix_spawnattr_init(&attributes_); }
  ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;

  int Fill(const SpawnRequest& request) {
    short flags = POSIX_SPAWN_SETSIGDEF;
    int error = ::posix_spawnattr_setsigdefault(&attributes_, &request.defaults);
    if (error == 0 && request.group >= 0) {
      flags |= POSIX_SPAWN_SETPGROUP;
      error = ::posix_spawnattr_setpgroup(&attributes_, request.group);
    }
    if (request.reset_ids) flags |= POSIX_SPAWN_RESETIDS;
    if (request.new_session) flags |= POSIX_SPAWN_SETSID;
    if (error == 0 && request.set_mask) {
      flags |= POSIX_SPAWN_SETSIGMASK;
      error = ::posix_spawnattr_setsigmask(&attributes_, &request.mask);
    }
    if (error == 0 && request.policy >= 0) {
      flags |= POSIX_SPAWN_SETSCHEDULER;
      error = ::posix_spawnattr_setschedpolicy(&attributes_, request.policy);
    }
    if (error == 0 && request.priority >= 0) {
      flags |= POSIX_SPAWN_SETSCHEDPARAM;
      struct sched_param param = {};
      param.sched_priority = request.priority;
      error = ::posix_spawnattr_setschedparam(&attributes_, &param);
    }
    return error != 0 ? error : ::posix_spawnattr_setflags(&attributes_, flags);
  }
  posix_spawnattr_t* get() { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

// Standard descriptors that the actions replace: those of the parent are not the child's.
unsigned Replaced(const std::vector<SpawnAction>& actions) {
  unsigned bits = 0;
  for (const SpawnAction& action : actions) {
    int fd = action.kind == SpawnAction::kDup2 ? action.target : action.fd;
    if (fd >= 0 && fd <= 2) bits |= 1u << fd;
  }
  return bits;
}

}  // namespace

Result<pid_t> Spawn(const SpawnRequest& request) {
  const char* name = request.search_path ? "posix_spawnp" : "posix_spawn";
  FileActions actions;
  Attributes attributes;
  int error = attributes.Fill(request);
  // Node makes its standard descriptors close-on-exec; a copy onto itself clears that, in the child alone.
  for (int fd = 0; fd <= 2 && error == 0; fd++) {
    if (GetInheritable(fd) == 0) error = actions.Add({SpawnAction::kDup2, fd, fd, {}, 0, 0});
  }
  for (const SpawnAction& action : request.actions) {
    if (error == 0) error = actions.Add(action);
  }
  if (error != 0) return SysError{error, name};
  std::vector<char*> argv = CStrings(request.argv);
  std::vector<char*> env = CStrings(request.env);
  ProgramStdio stdio(false, Replaced(request.actions));
  pid_t pid = 0;
  auto* spawn = request.search_path ? ::posix_spawnp : ::posix_spawn;
  error = spawn(&pid, request.path.c_str(), actions.get(), attributes.get(), argv.data(), env.data());
  if (error != 0) return SysError{error, name};
  stdio.keep();
  RecordBirth(pid, ::getpid());
  return pid;
}

}  // namespace forkable
