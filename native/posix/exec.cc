#include "native/posix/exec.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "native/posix/descriptors.h"

namespace forkable {

namespace {

class DefaultSignals {
 public:
  DefaultSignals() {
    for (size_t i = 0; i < kCount; i++) {
      ::sigaction(kIgnoredByNode[i], nullptr, &before_[i]);
      if (before_[i].sa_handler == SIG_IGN) ::signal(kIgnoredByNode[i], SIG_DFL);
    }
  }
  ~DefaultSignals() {
    for (size_t i = 0; i < kCount; i++) ::sigaction(kIgnoredByNode[i], &before_[i], nullptr);
  }

 private:
  static constexpr size_t kCount = sizeof kIgnoredByNode / sizeof *kIgnoredByNode;
  struct sigaction before_[kCount] = {};
};

}  // namespace

ProgramStdio::ProgramStdio(bool inherit, unsigned skip) {
  for (int fd = 0; fd <= 2; fd++) {
    unsigned bit = 1u << fd;
    if ((skip & bit) != 0) continue;
    if (GetBlocking(fd) == 0 && SetBlocking(fd, true) == 0) unblocked_ |= bit;
    if (inherit && GetInheritable(fd) == 0 && SetInheritable(fd, true) == 0) inherited_ |= bit;
  }
}

ProgramStdio::~ProgramStdio() {
  for (int fd = 0; fd <= 2; fd++) {
    if ((unblocked_ & (1u << fd)) != 0) SetBlocking(fd, false);
    if ((inherited_ & (1u << fd)) != 0) SetInheritable(fd, false);
  }
}

std::vector<char*> CStrings(const std::vector<std::string>& strings) {
  std::vector<char*> out;
  out.reserve(strings.size() + 1);
  for (const std::string& each : strings) out.push_back(const_cast<char*>(each.c_str()));
  out.push_back(nullptr);
  return out;
}

SysError Execute(const std::vector<std::string>& paths, const std::vector<std::string>& argv,
                 const std::vector<std::string>& env) {
  std::vector<char*> arguments = CStrings(argv);
  std::vector<char*> environment = CStrings(env);
  int reason = ENOENT;
  bool kept = false;
  DefaultSignals signals;
  ProgramStdio stdio(true);
  for (const std::string& path : paths) {
    ::execve(path.c_str(), arguments.data(), environment.data());
    if (kept) continue;
    reason = errno;
    kept = reason != ENOENT && reason != ENOTDIR;
  }
  return SysError{reason, "execve"};
}

SysError ExecuteFd(int fd, const std::vector<std::string>& argv, const std::vector<std::string>& env) {
  std::vector<char*> arguments = CStrings(argv);
  std::vector<char*> environment = CStrings(env);
  DefaultSignals signals;
  ProgramStdio stdio(true);
  ::syscall(SYS_execveat, fd, "", arguments.data(), environment.data(), AT_EMPTY_PATH);
  return SysError::Last("execveat");
}

}  // namespace forkable
