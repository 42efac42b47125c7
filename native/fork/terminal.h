// Node's own handlers for SIGINT and SIGTERM put the terminal back to how the program found it, and then die
// of the signal. The terminal of a clean child is its parent's, who lives on and may have changed its mode.
#ifndef FORKABLE_FORK_TERMINAL_H_
#define FORKABLE_FORK_TERMINAL_H_

namespace forkable {

// Child, threads held, signals blocked: a signal that those handlers were for has its default action. Others
// stay.
void LeaveTerminalToParent();

}  // namespace forkable

#endif  // FORKABLE_FORK_TERMINAL_H_
