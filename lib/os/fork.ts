/** fork(2) and its hooks. */
import { forkWhole } from '../fork';
import { rehearsal } from '../util/rehearsal';
import { _exit } from './kill';

export { registerAtFork } from '../fork';
export type { AtForkHooks } from '../fork';

/**
 * Makes a copy of this process that is a whole Node: event loop, thread pool, garbage collector and compiler all work
 * in the child. Both processes return from this call.
 *
 * Everything is copied (copy-on-write) and everything goes on in both: pending timers, promises, sockets, servers. For
 * a child without the parent's business use `Process`. Threads of Workers do not exist in the child. Python: os.fork;
 * fork(2).
 *
 * @returns 0 in the child, the child's pid in the parent, and a negative errno when fork(2) failed (EAGAIN, ENOMEM).
 * @throws OSError ERR_FORK_UNSUPPORTED only where no fork can exist: not Linux, no addon, in a Worker.
 * @example
 * const pid = os.fork();
 * if (pid < 0) console.error('no child');
 * else if (pid === 0) os._exit(0);
 * else os.waitpid(pid, 0);
 */
export function fork(): number {
  rehearse();
  return forkWhole();
}

/** A child that ends at once should not have to compile what it ends with: it is called once here, and refuses. */
const rehearse = rehearsal(() => _exit(NaN));
