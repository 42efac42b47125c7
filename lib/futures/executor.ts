import { StateError, BrokenProcessPool, CancelledError, invalidType } from '../errors';
import {
  APPLY,
  checkIterable,
  makeDispatcher,
  MAP,
  STARMAP,
  type AnyIterable,
  type Dispatcher,
  type Initializer,
  type Mode,
  type PoolStats,
  type TaskFunction,
  type WorkerOptions,
} from '../pool';
import { requireForkContext } from '../process';
import { checkBoolean, checkFunction } from '../util/validate';
import { Future } from './future';
import { MapResult, type MapResultOptions } from './map-result';

/** What a `ProcessPoolExecutor` is made with; a number alone is `maxWorkers`. */
export interface ProcessPoolExecutorOptions extends WorkerOptions {
  /** How many workers at most. Default: the CPUs that this process may use. */
  maxWorkers?: number | null;
  /** As getContext('fork') gives it: workers are forked. Any other throws ERR_START_METHOD_UNSUPPORTED. */
  mpContext?: unknown;
  /** Called in every worker before its first call; an async one is awaited. */
  initializer?: Initializer | null;
  /** Its arguments; copied by the fork, not serialised. */
  initargs?: Iterable<unknown> | null;
  /** Calls after which a worker is replaced by a fresh one. Default: never. */
  maxTasksPerChild?: number | null;
}

/** What `shutdown` waits for and what it drops. */
export interface ShutdownOptions {
  /** Settle when all workers have ended. Default true. */
  wait?: boolean;
  /** Cancel the calls that no worker has begun. Default false. */
  cancelFutures?: boolean;
}

/**
 * Runs calls in worker processes. Everything said of {@link Pool} holds: closures and async functions are tasks, a
 * worker that dies fails exactly the call it was running and is replaced. Python:
 * `concurrent.futures.ProcessPoolExecutor`.
 *
 * ```js
 * await using executor = new ProcessPoolExecutor({ maxWorkers: 4 });
 * const future = executor.submit((a, b) => a ** b, 2, 10);
 * console.log(await future.result());
 * ```
 */
export class ProcessPoolExecutor {
  readonly #dispatcher: Dispatcher;

  /** @throws TypeError ERR_INVALID_ARG_TYPE, RangeError ERR_OUT_OF_RANGE */
  constructor(options?: number | ProcessPoolExecutorOptions | null) {
    const given: ProcessPoolExecutorOptions =
      typeof options === 'number' ? { maxWorkers: options } : (options ?? {});
    if (typeof given !== 'object') throw invalidType('options', 'an object or a number', given);
    requireForkContext(given.mpContext, 'mpContext');
    this.#dispatcher = makeDispatcher(
      this,
      { ...given, processes: given.maxWorkers, maxTasks: given.maxTasksPerChild },
      { processes: 'maxWorkers', maxTasks: 'maxTasksPerChild', prefix: 'ForkProcess' },
    );
  }

  /**
   * Has a worker call `fn(...args)`. Throws at once: DataCloneError for arguments that cannot be cloned, StateError
   * ERR_EXECUTOR_SHUTDOWN, BrokenProcessPool.
   */
  submit<A extends unknown[], R>(fn: (...args: A) => R, ...args: A): Future<Awaited<R>> {
    checkFunction(fn as TaskFunction, 'fn');
    this.#checkOpen();
    const future = new Future<Awaited<R>>();
    const sink = future.attach(this.#dispatcher);
    future.setTask(this.#dispatcher.submit({ fn: fn as TaskFunction, mode: APPLY, args }, sink));
    return future;
  }

  /**
   * `fn(item)` for every item, in the order of the items: an async iterable, or awaited an array. Submits at once, with
   * `bufferSize` only so many calls ahead of the results taken. After an error the later items are still there.
   *
   * ```js
   * for await (const square of executor.map((n) => n * n, [1, 2, 3])) console.log(square);
   * ```
   */
  map<T, R>(
    fn: (item: T) => R,
    iterable: AnyIterable<T>,
    options?: MapResultOptions | null,
  ): MapResult<Awaited<R>> {
    return this.#map(MAP, fn as TaskFunction, iterable, options);
  }

  /** `fn(...item)` for every item. Otherwise {@link map}. */
  starmap<A extends unknown[], R>(
    fn: (...args: A) => R,
    iterable: AnyIterable<Iterable<unknown>>,
    options?: MapResultOptions | null,
  ): MapResult<Awaited<R>> {
    return this.#map(STARMAP, fn as TaskFunction, iterable, options);
  }

  /** No more calls are taken; workers end when those that are there are done. */
  async shutdown(options: ShutdownOptions = {}): Promise<void> {
    this.#close(options);
    if (checkBoolean(options.wait ?? true, 'wait')) await this.#dispatcher.join();
  }

  /** {@link shutdown}, blocking the thread. */
  shutdownSync(options: ShutdownOptions = {}): void {
    this.#close(options);
    if (checkBoolean(options.wait ?? true, 'wait')) {
      this.#dispatcher.waitUntil(() => this.#dispatcher.isGone, Infinity);
    }
  }

  /** Ends the workers with SIGTERM. What they ran fails with BrokenProcessPool, the rest is cancelled. */
  terminateWorkers(): void {
    this.#end('SIGTERM');
  }

  /** Ends the workers with SIGKILL. Otherwise {@link terminateWorkers}. */
  killWorkers(): void {
    this.#end('SIGKILL');
  }

  /** Figures of its life so far. */
  stats(): PoolStats {
    return this.#dispatcher.stats();
  }

  /** shutdown(). */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  [Symbol.dispose](): void {
    this.shutdownSync();
  }

  #map<R>(
    mode: Mode,
    fn: TaskFunction,
    iterable: AnyIterable<unknown>,
    options: MapResultOptions | null | undefined,
  ): MapResult<R> {
    checkFunction(fn, 'fn');
    checkIterable(iterable);
    this.#checkOpen();
    return new MapResult<R>(this.#dispatcher, fn, mode, iterable, options ?? {});
  }

  #close({ cancelFutures = false }: ShutdownOptions): void {
    if (checkBoolean(cancelFutures, 'cancelFutures')) {
      this.#dispatcher.cancelWaiting(() => new CancelledError());
    }
    this.#dispatcher.close();
  }

  #end(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.#dispatcher.cancelWaiting(() => new CancelledError());
    this.#dispatcher.terminate(
      () => new BrokenProcessPool('the worker was ended while it was running the call'),
      signal,
    );
  }

  #checkOpen(): void {
    if (this.#dispatcher.isOpen || !this.#dispatcher.isOwn) this.#dispatcher.checkOpen();
    else throw new StateError('cannot schedule new futures after shutdown', 'ERR_EXECUTOR_SHUTDOWN');
  }
}
