/** `with` and `withSync` for whatever can be acquired and released. Python: the `with` statement. */
import { TimeoutError } from '../errors';
import { checkFunction } from '../util/validate';
import type { Acquire } from './wait-options';

export abstract class Scoped {
  abstract acquire(options?: Acquire): Promise<boolean>;
  abstract acquireSync(options?: Acquire): boolean;
  abstract release(): void;

  /**
   * Acquires, runs `fn` and releases when what it returned has settled; resolves with its result. With a timeout that runs
   * out before, rejects with TimeoutError and does not run `fn`.
   */
  async with<T>(fn: () => T | Promise<T>, options?: Acquire): Promise<T> {
    checkFunction(fn, 'fn');
    if (!(await this.acquire(options))) throw new TimeoutError();
    try {
      return await fn();
    } finally {
      this.release();
    }
  }

  /** The same with a blocking acquire and a synchronous `fn`. */
  withSync<T>(fn: () => T, options?: Acquire): T {
    checkFunction(fn, 'fn');
    if (!this.acquireSync(options)) throw new TimeoutError();
    try {
      return fn();
    } finally {
      this.release();
    }
  }
}
