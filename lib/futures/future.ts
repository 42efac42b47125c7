import { inspect } from 'node:util';
import { CancelledError, InvalidStateError } from '../errors';
import { callSafely, Deferred, type Dispatcher, type Task } from '../pool';
import type { Timeout } from '../util/timeout';
import { checkFunction } from '../util/validate';

/** What a future that is not made by an executor lives without. */
interface Origin {
  dispatcher: Dispatcher;
  task: Task | null;
}

/**
 * The outcome of a call that is still to come. It can be awaited like a promise; a failure that nobody asks for is
 * reported nowhere. Python: `concurrent.futures.Future`.
 *
 * ```js
 * const future = executor.submit(fib, 30);
 * console.log(await future.result(5000));
 * ```
 */
export class Future<T = unknown> implements PromiseLike<T> {
  readonly #deferred = new Deferred<T>();
  #origin: Origin | null = null;
  #state: 'pending' | 'running' | 'cancelled' | 'finished' = 'pending';
  #callbacks: ((future: Future<T>) => void)[] = [];

  /**
   * What the call returned. Rejects with what it threw, with CancelledError, with TimeoutError when it is not there in time
   * (milliseconds; the call goes on), with the reason of an aborted signal.
   */
  result(timeout?: Timeout): Promise<T> {
    return this.#deferred.get(timeout);
  }

  /** {@link result}, blocking the thread. */
  resultSync(timeout?: Timeout): T {
    this.waitSync(timeout);
    return this.#deferred.getSync(this.#requireDispatcher(), 0);
  }

  /** What the call threw, or null when it returned. Rejects with CancelledError, TimeoutError. */
  async exception(timeout?: Timeout): Promise<unknown> {
    if (this.#deferred.state === 'pending') await this.#deferred.get(timeout).catch(this.#unlessOwn);
    return this.#failure();
  }

  /** {@link exception}, blocking the thread. */
  exceptionSync(timeout?: Timeout): unknown {
    this.waitSync(timeout);
    if (!this.done()) this.#deferred.getSync(this.#requireDispatcher(), 0);
    return this.#failure();
  }

  /** Whether it is cancelled or finished. */
  done(): boolean {
    return this.#deferred.state !== 'pending';
  }

  /** Whether a worker has begun the call. */
  running(): boolean {
    if (this.done()) return false;
    const { task, dispatcher } = this.#origin ?? {};
    return (
      this.#state === 'running' || (task != null && dispatcher !== undefined && dispatcher.hasBegun(task))
    );
  }

  cancelled(): boolean {
    return this.#state === 'cancelled';
  }

  /** Takes the call back if no worker has begun it. Whether it is cancelled. */
  cancel(): boolean {
    if (this.done()) return this.cancelled();
    if (this.#state === 'running') return false;
    const { task, dispatcher } = this.#origin ?? {};
    if (task == null || dispatcher === undefined) {
      this.#settleCancelled();
      return true;
    }
    return dispatcher.cancel(task, new CancelledError());
  }

  /**
   * Calls `fn(future)` when the future is done, at once when it is. Callbacks run in the order they were added; what they
   * throw is reported on stderr and ignored.
   */
  addDoneCallback(fn: (future: Future<T>) => void): void {
    checkFunction(fn, 'fn');
    if (this.done()) callSafely(fn, this);
    else this.#callbacks.push(fn);
  }

  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.result().then(onFulfilled, onRejected);
  }

  catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.result().catch(onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<T> {
    return this.result().finally(onFinally);
  }

  // ---- for executors

  /** For executors: the call begins now. False when it was cancelled. Throws InvalidStateError. */
  setRunningOrNotifyCancel(): boolean {
    if (this.#state === 'cancelled') return false;
    if (this.#state !== 'pending') throw this.#wrongState();
    this.#state = 'running';
    return true;
  }

  /** For executors: it has returned. Throws InvalidStateError when it is done. */
  setResult(value: T): void {
    if (this.done()) throw this.#wrongState();
    this.#state = 'finished';
    this.#deferred.resolve(value);
    this.#notify();
  }

  /** For executors: it has failed. Throws InvalidStateError when it is done. */
  setException(error: unknown): void {
    if (this.done()) throw this.#wrongState();
    this.#state = 'finished';
    this.#deferred.reject(error);
    this.#notify();
  }

  /** @internal The executor's side of it. */
  attach(dispatcher: Dispatcher): { resolve(value: unknown): void; reject(error: unknown): void } {
    this.#origin = { dispatcher, task: null };
    return {
      // Somebody may have been quicker.
      resolve: (value) => {
        if (!this.done()) this.setResult(value as T);
      },
      reject: (error) => {
        if (this.done()) return;
        if (error instanceof CancelledError) this.#settleCancelled(error);
        else this.setException(error);
      },
    };
  }

  /** @internal */
  setTask(task: Task): void {
    if (this.#origin !== null) this.#origin.task = task;
  }

  /** @internal */
  get dispatcher(): Dispatcher | undefined {
    return this.#origin?.dispatcher;
  }

  /** @internal Whether it is done and failed: what FIRST_EXCEPTION waits for. */
  get hasFailed(): boolean {
    return this.#deferred.state === 'rejected' && this.#state !== 'cancelled';
  }

  /** @internal As addDoneCallback, to be taken back. */
  onDone(call: () => void): () => void {
    return this.#deferred.onSettled(call);
  }

  /** @internal */
  waitSync(timeout?: Timeout): boolean {
    return this.done() || this.#deferred.waitSync(this.#requireDispatcher(), timeout);
  }

  toString(): string {
    const { value } = this.#deferred;
    const shown =
      this.#state === 'finished'
        ? this.hasFailed
          ? ` raised ${value instanceof Error ? value.name : typeof value}`
          : ` returned ${value === null ? 'null' : typeof value}`
        : '';
    const state = this.running() ? 'running' : this.#state;
    return `<Future state=${state}${shown}>`;
  }

  [inspect.custom](): string {
    return this.toString();
  }

  #settleCancelled(error = new CancelledError()): void {
    this.#state = 'cancelled';
    this.#deferred.reject(error);
    this.#notify();
  }

  #notify(): void {
    if (this.#origin !== null) this.#origin.task = null;
    for (const fn of this.#callbacks.splice(0)) callSafely(fn, this);
  }

  #failure(): unknown {
    if (this.#state === 'cancelled') throw this.#deferred.value;
    return this.#deferred.state === 'rejected' ? this.#deferred.value : null;
  }

  /** A failure of the future is an answer, that of the wait for it is not. */
  readonly #unlessOwn = (error: unknown): void => {
    if (!this.done()) throw error;
  };

  #wrongState(): InvalidStateError {
    return new InvalidStateError(`${this.#state.toUpperCase()}: ${this.toString()}`);
  }

  #requireDispatcher(): Dispatcher {
    if (this.#origin === null) {
      throw new InvalidStateError('only futures of an executor can be waited for by a blocking call');
    }
    return this.#origin.dispatcher;
  }
}
