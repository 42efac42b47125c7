/** One call that waits in a connection: its promise, its timer, its signal. */
import { TimeoutError } from '../errors';
import type { Wait } from '../util/timeout';

const LONGEST_TIMER = 0x7fffffff;

export class Pending<T> {
  readonly promise: Promise<T>;
  #resolve!: (value: T) => void;
  #reject!: (reason: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #onAbort: (() => void) | undefined;
  readonly #signal: AbortSignal | undefined;

  /** `giveUp` takes the call out of its queue when the time is up or the signal is aborted. */
  constructor(wait: Wait, giveUp: (reason: unknown) => void) {
    this.promise = new Promise<T>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#signal = wait.signal;
    if (wait.ms <= LONGEST_TIMER) this.#timer = setTimeout(() => giveUp(new TimeoutError()), wait.ms);
    if (wait.signal !== undefined) {
      this.#onAbort = () => giveUp(wait.signal?.reason);
      wait.signal.addEventListener('abort', this.#onAbort, { once: true });
    }
  }

  resolve(value: T): void {
    this.#done();
    this.#resolve(value);
  }

  reject(reason: unknown): void {
    this.#done();
    this.#reject(reason);
  }

  #done(): void {
    clearTimeout(this.#timer);
    if (this.#onAbort !== undefined) this.#signal?.removeEventListener('abort', this.#onAbort);
  }
}
