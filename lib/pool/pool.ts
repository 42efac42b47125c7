import { StateError } from '../errors';
import { requireForkContext } from '../process';
import { checkFunction, checkObject } from '../util/validate';
import { AsyncResult } from './async-result';
import type { Dispatcher } from './dispatcher';
import { ImapIterator, type ImapOptions } from './imap';
import { checkIterable, checkSyncIterable, type AnyIterable } from './iterables';
import { startMap } from './map-call';
import {
  checkTimeout,
  toOptions,
  type ApplyOptions,
  type MapAsyncOptions,
  type MapOptions,
  type PoolOptions,
  type TaskOptions,
} from './options';
import { makeDispatcher } from './ownership';
import { APPLY, MAP, STARMAP, type Mode } from './protocol';
import type { TaskFunction } from './registry';
import { Reply } from './reply';
import type { PoolStats } from './statistics';
import type { TaskSink } from './task';
import './child-side';

/**
 * Processes that share out work. Tasks are ordinary functions, closures, methods and async functions too: nothing
 * about them is serialised, the fork copies them with all they refer to, as it was when the worker was forked. A function
 * that is new to the workers costs a fork. Arguments and results cross by structured clone.
 *
 * Workers are forked when there is work for them. One that dies fails exactly the task it was running (WorkerLostError with
 * `pid`, `exitCode`, `signal`) and is replaced. An idle pool does not keep the process alive, and no worker
 * survives it. Python: `multiprocessing.Pool`.
 *
 * ```js
 * await using pool = new Pool(4);
 * console.log(await pool.map((n) => n * n, [1, 2, 3]));
 * ```
 */
export class Pool {
  readonly #dispatcher: Dispatcher;

  /**
   * @throws TypeError ERR_INVALID_ARG_TYPE, RangeError ERR_OUT_OF_RANGE
   */
  constructor(options?: number | PoolOptions | null) {
    const given: PoolOptions =
      typeof options === 'number' ? { processes: options } : checkObject(options ?? {}, 'options');
    requireForkContext(given.context, 'context');
    this.#dispatcher = makeDispatcher(
      this,
      { ...given, maxTasks: given.maxtasksperchild },
      { processes: 'processes', maxTasks: 'maxtasksperchild', prefix: 'ForkPoolWorker' },
    );
  }

  /**
   * Calls `fn(...args)` in a worker, `kwargs` as the last argument when given. Settles with what it returns or throws.
   * Rejects with DataCloneError for arguments that cannot be cloned, MaybeEncodingError for such a result,
   * WorkerLostError, TimeoutError, BrokenProcessPool, StateError (ERR_POOL_CLOSED).
   *
   * ```js
   * await pool.apply((a, b) => a + b, [1, 2]);
   * ```
   */
  apply<A extends unknown[], R>(
    fn: (...args: A) => R,
    args?: Iterable<unknown> | null,
    kwargs?: object | null,
    options?: TaskOptions,
  ): Promise<Awaited<R>> {
    try {
      const reply = new Reply<Awaited<R>>();
      this.#submit(fn, args, kwargs, options, reply);
      return reply.promise;
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  /** {@link apply}, blocking the thread. */
  applySync<A extends unknown[], R>(
    fn: (...args: A) => R,
    args?: Iterable<unknown> | null,
    kwargs?: object | null,
    options?: TaskOptions,
  ): Awaited<R> {
    return this.applyAsync(fn, args, kwargs, options).getSync();
  }

  /**
   * {@link apply} with the result to be asked for later. Throws at once what is wrong with the arguments.
   *
   * ```js
   * const results = [1, 2, 3].map((n) => pool.applyAsync(square, [n]));
   * for (const result of results) console.log(await result.get());
   * ```
   */
  applyAsync<A extends unknown[], R>(
    fn: (...args: A) => R,
    args?: Iterable<unknown> | null,
    kwargs?: object | null,
    options: ApplyOptions<Awaited<R>> = {},
  ): AsyncResult<Awaited<R>> {
    const result = new AsyncResult<Awaited<R>>(this.#dispatcher, options);
    this.#submit(fn, args, kwargs, options, result as AsyncResult);
    return result;
  }

  /**
   * `fn(item)` for every item, the results in the order of the items. All items are done before it settles; of several
   * errors the first counts. The iterable (an async one too) is read to its end first: see {@link imap}.
   *
   * ```js
   * await pool.map(square, [1, 2, 3], { onProgress: (done, total) => console.log(done, total) });
   * ```
   */
  async map<T, R>(
    fn: (item: T) => R,
    iterable: AnyIterable<T>,
    options?: number | MapOptions | null,
  ): Promise<Awaited<R>[]> {
    return this.mapAsync(fn, iterable, options).get();
  }

  /** {@link map}, blocking the thread. */
  mapSync<T, R>(
    fn: (item: T) => R,
    iterable: Iterable<T>,
    options?: number | MapOptions | null,
  ): Awaited<R>[] {
    return this.mapAsync(fn, checkSyncIterable(iterable), options).getSync();
  }

  /** {@link map} with the result to be asked for later. */
  mapAsync<T, R>(
    fn: (item: T) => R,
    iterable: AnyIterable<T>,
    options?: number | MapAsyncOptions<Awaited<R>> | null,
    more?: MapAsyncOptions<Awaited<R>>,
  ): AsyncResult<Awaited<R>[]> {
    return this.#mapAsync(MAP, fn as TaskFunction, iterable, { ...toOptions(options), ...more });
  }

  /** `fn(...item)` for every item, each a list of arguments. Otherwise {@link map}. */
  async starmap<A extends unknown[], R>(
    fn: (...args: A) => R,
    iterable: AnyIterable<Iterable<unknown>>,
    options?: number | MapOptions | null,
  ): Promise<Awaited<R>[]> {
    return this.starmapAsync(fn, iterable, options).get();
  }

  /** {@link starmap}, blocking the thread. */
  starmapSync<A extends unknown[], R>(
    fn: (...args: A) => R,
    iterable: Iterable<Iterable<unknown>>,
    options?: number | MapOptions | null,
  ): Awaited<R>[] {
    return this.starmapAsync(fn, checkSyncIterable(iterable), options).getSync();
  }

  /** {@link starmap} with the result to be asked for later. */
  starmapAsync<A extends unknown[], R>(
    fn: (...args: A) => R,
    iterable: AnyIterable<Iterable<unknown>>,
    options?: number | MapAsyncOptions<Awaited<R>> | null,
    more?: MapAsyncOptions<Awaited<R>>,
  ): AsyncResult<Awaited<R>[]> {
    return this.#mapAsync(STARMAP, fn as TaskFunction, iterable, { ...toOptions(options), ...more });
  }

  /**
   * `fn(item)` for every item, the results one by one in the order of the items: an async iterator. The iterable is read
   * only so far ahead (`bufferSize`) that an endless one is fine. An error comes in its place; `next()` goes on after it.
   *
   * ```js
   * for await (const line of pool.imap(parse, readLines())) console.log(line);
   * ```
   */
  imap<T, R>(
    fn: (item: T) => R,
    iterable: AnyIterable<T>,
    options?: number | ImapOptions | null,
  ): ImapIterator<Awaited<R>> {
    return this.#imap(fn as TaskFunction, iterable, options, true);
  }

  /** {@link imap}, the results as they come. */
  imapUnordered<T, R>(
    fn: (item: T) => R,
    iterable: AnyIterable<T>,
    options?: number | ImapOptions | null,
  ): ImapIterator<Awaited<R>> {
    return this.#imap(fn as TaskFunction, iterable, options, false);
  }

  /** No more tasks are taken; workers end when those that are there are done. Has taken effect when it returns. */
  close(): void {
    this.#dispatcher.close();
  }

  /** Ends the workers at once; outstanding results reject with StateError ERR_POOL_TERMINATED. */
  terminate(): void {
    this.#dispatcher.terminate(() => new StateError('the pool was terminated', 'ERR_POOL_TERMINATED'));
  }

  /** Settles when all workers have ended. Rejects with StateError ERR_POOL_RUNNING before close() or terminate(). */
  async join(): Promise<void> {
    this.#checkEnding();
    await this.#dispatcher.join();
  }

  /** {@link join}, blocking the thread. */
  joinSync(): void {
    this.#checkEnding();
    this.#dispatcher.waitUntil(() => this.#dispatcher.isGone, Infinity);
  }

  /** Figures of its life so far. */
  stats(): PoolStats {
    return this.#dispatcher.stats();
  }

  /** terminate() and join(). */
  async [Symbol.asyncDispose](): Promise<void> {
    this.terminate();
    await this.join();
  }

  [Symbol.dispose](): void {
    this.terminate();
    this.joinSync();
  }

  #checkEnding(): void {
    if (this.#dispatcher.isOpen) throw new StateError('Pool is still running', 'ERR_POOL_RUNNING');
  }

  #submit(
    fn: TaskFunction,
    args: Iterable<unknown> | null | undefined,
    kwargs: object | null | undefined,
    options: TaskOptions | undefined,
    sink: TaskSink,
  ): void {
    checkFunction(fn, 'fn');
    const list = args == null ? [] : Array.isArray(args) ? args : [...checkSyncIterable(args, 'args')];
    if (kwargs != null) checkObject(kwargs, 'kwargs');
    const timeout = checkTimeout(options?.timeout);
    this.#dispatcher.submit({ fn, mode: APPLY, args: list, kwargs, timeout, signal: options?.signal }, sink);
  }

  #mapAsync<R>(
    mode: Mode,
    fn: TaskFunction,
    iterable: AnyIterable<unknown>,
    options: MapAsyncOptions<R>,
  ): AsyncResult<R[]> {
    checkFunction(fn, 'fn');
    checkIterable(iterable);
    this.#dispatcher.checkOpen();
    return startMap<R>(this.#dispatcher, mode, fn, iterable, options);
  }

  #imap<R>(
    fn: TaskFunction,
    iterable: AnyIterable<unknown>,
    options: number | ImapOptions | null | undefined,
    ordered: boolean,
  ): ImapIterator<R> {
    checkFunction(fn, 'fn');
    checkIterable(iterable);
    this.#dispatcher.checkOpen();
    return new ImapIterator<R>(this.#dispatcher, fn, MAP, iterable, { ...toOptions(options), ordered });
  }
}
