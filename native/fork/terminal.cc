#include "native/fork/terminal.h"

#include <signal.h>

#include <initializer_list>

namespace forkable {

void LeaveTerminalToParent() {
  for (int signum : {SIGINT, SIGTERM}) {
    struct sigaction action;
    if (::sigaction(signum, nullptr, &action) != 0) continue;
    // Handlers for once are Node's: libuv's are not, as Node uses it, nor are those of the library.
    if ((action.sa_flags & SA_RESETHAND) == 0) continue;
    if (action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN) continue;
    action = {};
    action.sa_handler = SIG_DFL;
    ::sigaction(signum, &action, nullptr);
  }
}

}  // namespace forkable
