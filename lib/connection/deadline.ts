/** The moment until which a blocking call may wait. */
import { TimeoutError } from '../errors';
import type { Wait } from '../util/timeout';

export class Deadline {
  readonly #at: number;

  constructor(wait: Pick<Wait, 'ms'>) {
    this.#at = wait.ms === Infinity ? Infinity : performance.now() + wait.ms;
  }

  /** Milliseconds, not below zero. */
  left(): number {
    return this.#at === Infinity ? Infinity : Math.max(0, this.#at - performance.now());
  }

  reason(): Error {
    return new TimeoutError();
  }
}
