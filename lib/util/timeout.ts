/** One way to say how long to wait, everywhere: a number of milliseconds or `{ timeout, signal }`. */
import { invalidType } from '../errors';
import { checkNumber } from './validate';

/** `undefined` and `null` wait for ever, zero and below poll. Units: milliseconds. */
export type Timeout = number | null | undefined | { timeout?: number | null; signal?: AbortSignal };

export interface Wait {
  /** Milliseconds, `Infinity` for no limit, 0 to poll. */
  ms: number;
  signal: AbortSignal | undefined;
}

export function parseTimeout(given: Timeout, name = 'timeout'): Wait {
  if (given == null) return { ms: Infinity, signal: undefined };
  if (typeof given === 'number') return { ms: toMillis(given, name), signal: undefined };
  if (typeof given !== 'object') throw invalidType(name, 'a number of milliseconds or an object', given);
  const { timeout, signal } = given;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw invalidType('signal', 'an AbortSignal', signal);
  }
  return { ms: timeout == null ? Infinity : toMillis(timeout, 'timeout'), signal };
}

function toMillis(value: unknown, name: string): number {
  return Math.max(0, checkNumber(value, name));
}
