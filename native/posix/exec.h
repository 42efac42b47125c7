// execve(2) from a Node process. What Node has changed for itself is undone first and redone when no program
// could be started: SIGPIPE and SIGXFSZ, which it ignores, have their default again, and descriptors 0 to 2
// block again.
#ifndef FORKABLE_POSIX_EXEC_H_
#define FORKABLE_POSIX_EXEC_H_

#include <signal.h>

#include <string>
#include <vector>

#include "native/base/result.h"

namespace forkable {

// Tries the paths in turn, as execvp(3) does: on to the next after ENOENT and ENOTDIR, and after other errors
// too, but the first of those is then the result. Returns only when all have failed.
SysError Execute(const std::vector<std::string>& paths, const std::vector<std::string>& argv,
                 const std::vector<std::string>& env);
// fexecve(3): the program is an open file.
SysError ExecuteFd(int fd, const std::vector<std::string>& argv, const std::vector<std::string>& env);

// Signals that Node ignores without being asked.
constexpr int kIgnoredByNode[] = {SIGPIPE, SIGXFSZ};

// Descriptors 0 to 2, those in `skip` (bits) left out, as a program expects them: they block. With `inherit`
// they are also not close-on-exec, which Node makes them. Undone when this goes unless kept.
class ProgramStdio {
 public:
  explicit ProgramStdio(bool inherit, unsigned skip = 0);
  ~ProgramStdio();
  ProgramStdio(const ProgramStdio&) = delete;
  ProgramStdio& operator=(const ProgramStdio&) = delete;
  void keep() { unblocked_ = inherited_ = 0; }

 private:
  unsigned unblocked_ = 0;
  unsigned inherited_ = 0;
};

// A vector of C strings that ends with null, as exec and spawn take it. The strings stay where they are.
std::vector<char*> CStrings(const std::vector<std::string>& strings);

}  // namespace forkable

#endif  // FORKABLE_POSIX_EXEC_H_
