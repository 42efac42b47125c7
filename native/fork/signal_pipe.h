// libuv guards its table of signal handlers with a byte in a pipe that fork shares: a child that died while
// it held the byte would leave its parent waiting for ever. The child gets a pipe of its own under the same
// numbers.
#ifndef FORKABLE_FORK_SIGNAL_PIPE_H_
#define FORKABLE_FORK_SIGNAL_PIPE_H_

namespace forkable {

// While loading: finds the pipe (a blocking, close-on-exec FIFO with both ends here and exactly one byte,
// '*'). False when there is none.
bool FindSignalPipe();

// Parent, threads stopped: notes whether one of the stopped threads holds the byte.
void NoteSignalPipe();

// Child, threads held: a new pipe, with the byte unless a thread that comes back will put it there.
bool ReplaceSignalPipe();

}  // namespace forkable

#endif  // FORKABLE_FORK_SIGNAL_PIPE_H_
