import { inspect } from 'node:util';
import { StateError } from '../errors';
import { tell } from '../fork';
import type { Timeout } from '../util/timeout';
import { checkFunction } from '../util/validate';
import { Deferred } from './deferred';
import type { Dispatcher } from './dispatcher';

export interface Callbacks<T> {
  /** Called with the value, when the task has succeeded. */
  callback?: ((value: T) => void) | null;
  /** Called with the error, when it has not. */
  errorCallback?: ((error: unknown) => void) | null;
}

/**
 * What `applyAsync`, `mapAsync` and `starmapAsync` of a {@link Pool} return: a value that is still to come. It can be
 * awaited like a promise; a failure that nobody asks for is reported nowhere. Python: `multiprocessing.pool.AsyncResult`.
 *
 * ```js
 * const result = pool.applyAsync(square, [7]);
 * console.log(await result.get(1000));
 * ```
 */
export class AsyncResult<T = unknown> implements PromiseLike<T> {
  readonly #deferred = new Deferred<T>();
  readonly #dispatcher: Dispatcher;
  readonly #callbacks: Callbacks<T> | null;

  /** @internal */
  constructor(dispatcher: Dispatcher, callbacks: Callbacks<T> | null) {
    for (const name of ['callback', 'errorCallback'] as const) {
      if (callbacks?.[name] != null) checkFunction(callbacks[name], name);
    }
    this.#dispatcher = dispatcher;
    this.#callbacks = callbacks;
  }

  /**
   * The value. Rejects with the task's error, with TimeoutError (ETIMEDOUT) when it is not there in time (milliseconds;
   * the task goes on), with the reason of an aborted signal.
   */
  get(timeout?: Timeout): Promise<T> {
    return this.#deferred.get(timeout);
  }

  /** {@link get}, blocking the thread. */
  getSync(timeout?: Timeout): T {
    return this.#deferred.getSync(this.#dispatcher, timeout);
  }

  /** Fulfilled when the task is done or the time is up, with whether it is done. */
  wait(timeout?: Timeout): Promise<boolean> {
    return this.#deferred.wait(timeout);
  }

  /** {@link wait}, blocking the thread. */
  waitSync(timeout?: Timeout): boolean {
    return this.#deferred.waitSync(this.#dispatcher, timeout);
  }

  /** Whether the task is done, well or not. */
  ready(): boolean {
    return this.#deferred.state !== 'pending';
  }

  /** Whether it went well. Throws StateError (ERR_INVALID_STATE) when it is not done. */
  successful(): boolean {
    if (!this.ready()) throw new StateError('the result is not ready');
    return this.#deferred.state === 'fulfilled';
  }

  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.get().then(onFulfilled, onRejected);
  }

  catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.get().catch(onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<T> {
    return this.get().finally(onFinally);
  }

  /** @internal */
  resolve(value: T): void {
    if (this.#deferred.resolve(value)) callSafely(this.#callbacks?.callback, value);
  }

  /** @internal */
  reject(error: unknown): void {
    if (this.#deferred.reject(error)) callSafely(this.#callbacks?.errorCallback, error);
  }

  [inspect.custom](): string {
    return `<AsyncResult ${this.#deferred.state}>`;
  }
}

/** What a callback throws is told and does no harm, as in Python. */
export function callSafely<A>(call: ((argument: A) => void) | null | undefined, argument: A): void {
  if (call == null) return;
  try {
    call(argument);
  } catch (error) {
    tell(`Exception in a callback ignored: ${inspect(error)}\n`);
  }
}
