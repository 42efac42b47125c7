/**
 * Nice values. On Linux a nice value belongs to a thread: calls for a pid reach the first thread of that process, calls
 * for this process the calling thread and what it starts afterwards.
 */
import { native } from '../native';
import { checkInteger } from '../util/validate';

/**
 * Adds to the nice value (higher is less favoured; the kernel keeps it within -20 to 19) and returns the new one;
 * `nice(0)` only tells it. nice(2).
 * @throws PermissionError (EPERM) lowering it takes CAP_SYS_NICE
 * @example
 * os.nice(5); // 5
 */
export const nice = (increment: number): number => native.nice(checkInteger(increment, 'increment'));

/**
 * The nice value of a process, a process group or a user (`which`: PRIO_PROCESS, PRIO_PGRP, PRIO_USER; `who` 0: the
 * own); the lowest where there are several. getpriority(2).
 * @throws ProcessLookupError (ESRCH) there is nothing of that kind
 */
export const getpriority = (which: number, who: number): number =>
  native.getpriority(checkInteger(which, 'which'), checkInteger(who, 'who', -0x80000000, 0xffffffff));

/**
 * Sets the nice value. setpriority(2).
 * @throws ProcessLookupError (ESRCH)
 * @throws PermissionError (EACCES: lowering it, EPERM: somebody else's process)
 */
export function setpriority(which: number, who: number, value: number): void {
  native.setpriority(
    checkInteger(which, 'which'),
    checkInteger(who, 'who', -0x80000000, 0xffffffff),
    checkInteger(value, 'value'),
  );
}
