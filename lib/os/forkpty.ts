/** forkpty(3): a child on a terminal of its own. */
import { systemError } from '../errors';
import { forkWhole } from '../fork';
import { close } from './descriptors';
import { loginTty, openpty } from './pty';

/**
 * As {@link fork}, and the child leads a new session whose controlling terminal is a new pseudo-terminal: its
 * descriptors 0, 1 and 2 are that terminal. Python: os.forkpty.
 *
 * @returns `[pid, masterFd]`; in the child the pid is 0 and the descriptor -1. The master is close-on-exec; reading it
 *   gives EIO once the child's side is closed.
 * @throws OSError fork(2) or openpty(3) failed; ERR_FORK_UNSUPPORTED
 * @example
 * const [pid, master] = os.forkpty();
 * if (pid === 0) os.execvp('stty', ['stty', '-a']);
 */
export function forkpty(): [pid: number, masterFd: number] {
  const [master, slave] = openpty();
  let pid: number;
  try {
    pid = forkWhole();
  } catch (error) {
    close(master);
    close(slave);
    throw error;
  }
  if (pid === 0) {
    close(master);
    loginTty(slave);
    return [0, -1];
  }
  close(slave);
  if (pid < 0) {
    close(master);
    throw systemError(-pid, 'fork');
  }
  return [pid, master];
}
