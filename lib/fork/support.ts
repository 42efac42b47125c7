/** Whether a fork can be made here at all. */
import { isMainThread } from 'node:worker_threads';
import { OSError } from '../errors';
import { native, unsupportedReason } from '../native';

/** Why this thread cannot fork, or null. */
export function forkObstacle(): string | null {
  if (unsupportedReason !== null) return unsupportedReason;
  if (!isMainThread) return 'a Worker cannot fork: only the main thread can';
  // --frozen-intrinsics
  if (Object.isFrozen(Math)) return 'Math is frozen, and children would draw the same random numbers';
  return native.forkSupport();
}

/** Throws ERR_FORK_UNSUPPORTED where no fork can exist. */
export function checkForkSupport(): void {
  const reason = forkObstacle();
  if (reason !== null) {
    throw new OSError(`fork is not possible here: ${reason}`, {
      code: 'ERR_FORK_UNSUPPORTED',
      syscall: 'fork',
    });
  }
}
