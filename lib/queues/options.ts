import { checkBoolean } from '../util/validate';
import { parseTimeout, type Wait } from '../util/timeout';

/**
 * How long put() and get() wait: milliseconds, or all of it by name. `block: false` does not wait at all, whatever
 * the timeout.
 */
export type QueueWait =
  number | null | undefined | { block?: boolean; timeout?: number | null; signal?: AbortSignal };

export function parseQueueWait(given: QueueWait): Wait {
  const wait = parseTimeout(given, 'options');
  if (typeof given === 'object' && given !== null && given.block !== undefined) {
    if (!checkBoolean(given.block, 'block')) wait.ms = 0;
  }
  return wait;
}
