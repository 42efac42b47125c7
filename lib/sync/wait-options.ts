/** What the acquiring calls take: a number of milliseconds, or `{ block, timeout, signal }`. */
import { invalidType } from '../errors';
import { parseTimeout, type Wait } from '../util/timeout';
import { checkBoolean } from '../util/validate';

/** How long an `acquire` may wait. A number alone is the timeout. */
export interface AcquireOptions {
  /** `false` polls: one attempt, whatever the timeout. Default true. */
  block?: boolean;
  /** Milliseconds; missing or null waits for ever, zero and below polls. */
  timeout?: number | null;
  /** Ends the wait: the call rejects (or throws) with the signal's reason. */
  signal?: AbortSignal;
}

/** A number of milliseconds, a boolean (`block`, Python's first argument) or {@link AcquireOptions}. */
export type Acquire = number | boolean | null | undefined | AcquireOptions;

const forEver: Wait = { ms: Infinity, signal: undefined };

export function parseAcquire(given: Acquire): Wait {
  if (given == null) return forEver;
  if (typeof given === 'boolean') return { ms: given ? Infinity : 0, signal: undefined };
  if (typeof given !== 'object') {
    if (typeof given === 'number') return parseTimeout(given);
    throw invalidType('options', 'a number of milliseconds or an object', given);
  }
  const wait = parseTimeout(given);
  if (given.block !== undefined && !checkBoolean(given.block, 'block')) return { ms: 0, signal: wait.signal };
  return wait;
}
