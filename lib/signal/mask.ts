/** The signals that the process does not let in for now. */
import { outOfRange } from '../errors';
import { native } from '../native';
import { SIG_BLOCK, SIG_SETMASK, SIG_UNBLOCK } from './constants';
import { checkSet, type SignalName } from './numbers';

/**
 * Blocks signals (`SIG_BLOCK`), lets them in (`SIG_UNBLOCK`) or sets the whole mask (`SIG_SETMASK`), in **all threads of
 * the process**: Node has a dozen, and a signal that is blocked in one of them only goes to another. Returns
 * the set before; without a `set` it only asks. Blocked signals stay pending until they are let in or taken
 * by {@link sigwait}. Threads and children made later inherit the mask. Takes 0.1–0.3 ms.
 *
 * SIGKILL and SIGSTOP cannot be blocked; naming them is no error. Errors: `ERR_OUT_OF_RANGE` for an unknown
 * `how` or signal. Python: `signal.pthread_sigmask`, which is about one thread; sigprocmask(2).
 * @example
 * const before = sigprocmask(SIG_BLOCK, [SIGUSR1]);
 * const signum = sigwait([SIGUSR1]);
 * sigprocmask(SIG_SETMASK, before);
 */
export function sigprocmask(how: number, set?: Iterable<number | SignalName> | null): Set<number> {
  if (how !== SIG_BLOCK && how !== SIG_UNBLOCK && how !== SIG_SETMASK) {
    throw outOfRange('how', 'SIG_BLOCK, SIG_UNBLOCK or SIG_SETMASK', how);
  }
  const before = set == null ? native.sigprocmask(how) : native.sigprocmask(how, checkSet(set));
  // As in Python: handlers of what has just been let in run before the call returns.
  native.runSignalHandlers();
  return new Set(before);
}

export { sigprocmask as pthreadSigmask };

/** The signals that are blocked and have arrived. Python: `signal.sigpending`. */
export function sigpending(): Set<number> {
  return new Set(native.sigpending());
}
