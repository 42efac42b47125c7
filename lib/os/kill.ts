/** Ending processes, this one and others. */
import { native } from '../native';
import { armedExitHooks, runExitHooks } from '../util/exit-hooks';
import { signalNumber, type SignalLike } from '../util/signals';
import { checkInteger } from '../util/validate';

/**
 * Sends `sig` (a number or a name; 0 only probes) to the process `pid`; 0 means the own process group, -1 everything
 * one may signal, below that the group `-pid`. kill(2), Python: `os.kill`.
 * @throws ProcessLookupError (ESRCH) there is no such process
 * @throws PermissionError (EPERM)
 * @throws OSError (EINVAL) there is no such signal
 * @example
 * os.kill(pid, 'SIGTERM');
 * os.kill(pid, 0); // throws when there is no such process
 */
export function kill(pid: number, sig: SignalLike): void {
  native.kill(checkInteger(pid, 'pid'), signalNumber(sig));
}

/** Sends `sig` to every process of the group `pgid`. killpg(3). Errors as for {@link kill}. */
export function killpg(pgid: number, sig: SignalLike): void {
  native.killpg(checkInteger(pgid, 'pgid'), signalNumber(sig));
}

/** `os._exit`. */
export function _exit(code: number): never {
  const status = checkInteger(code, 'code') & 0xff;
  if (armedExitHooks.length > 0) runExitHooks(status); // on shared memory: what this process leaves behind
  return native.exitNow(status);
}

/** Ends the process with SIGABRT, with a core dump where those are on. abort(3). */
export function abort(): never {
  return native.abort();
}

/**
 * A descriptor for the process `pid`: readable when it has ended, and never another process that got the same pid
 * later. Close-on-exec. `flags`: 0 or PIDFD_NONBLOCK. pidfd_open(2).
 * @throws ProcessLookupError (ESRCH) there is no such process
 * @throws OSError (EINVAL) `pid` is not above zero, or of a thread
 */
export function pidfdOpen(pid: number, flags = 0): number {
  return native.pidfdOpen(checkInteger(pid, 'pid'), checkInteger(flags, 'flags'));
}
