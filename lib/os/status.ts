/** The status words of the wait family: the W* macros of C as functions. */
import { outOfRange } from '../errors';
import { signalName } from '../util/signals';
import { checkInteger } from '../util/validate';

const word = (status: number): number => checkInteger(status, 'status');

/** Did the child exit by itself? */
export const WIFEXITED = (status: number): boolean => (word(status) & 0x7f) === 0;
/** The exit code, 0 to 255, of a child that did. */
export const WEXITSTATUS = (status: number): number => (word(status) >> 8) & 0xff;
/** Did a signal end the child? */
export const WIFSIGNALED = (status: number): boolean => (((word(status) & 0x7f) + 1) << 24) >> 25 > 0;
/** The signal that did. */
export const WTERMSIG = (status: number): number => word(status) & 0x7f;
/** Is the child stopped? (Only with WUNTRACED.) */
export const WIFSTOPPED = (status: number): boolean => (word(status) & 0xff) === 0x7f;
/** The signal that stopped it. */
export const WSTOPSIG = (status: number): number => (word(status) >> 8) & 0xff;
/** Has the child been continued? (Only with WCONTINUED.) */
export const WIFCONTINUED = (status: number): boolean => word(status) === 0xffff;
/** Did the child leave a core dump? */
export const WCOREDUMP = (status: number): boolean => (word(status) & 0x80) !== 0;

/**
 * 0 to 255 for a child that exited, `-signal` for one that a signal ended. Python: `os.waitstatus_to_exitcode`.
 * @throws RangeError (ERR_OUT_OF_RANGE) the child is stopped or continued, not gone
 * @example
 * const [pid, status] = os.wait();
 * os.waitstatusToExitcode(status); // 0, 42 … or -9
 */
export function waitstatusToExitcode(status: number): number {
  if (WIFEXITED(status)) return WEXITSTATUS(status);
  if (WIFSIGNALED(status)) return -WTERMSIG(status);
  const state = WIFSTOPPED(status) ? `stopped by ${signalName(WSTOPSIG(status))}` : 'continued or unknown';
  throw outOfRange('status', 'of a process that has ended', `${status} (${state})`);
}
