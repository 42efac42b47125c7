import { StateError, TimeoutError } from '../errors';
import { blocking } from '../util/blocking';
import { parseTimeout, type Timeout } from '../util/timeout';
import { checkInteger, checkNumber } from '../util/validate';
import { outcomesOf, type ItemOutcome } from './chunks';
import { clock } from './clock';
import { Deferred } from './deferred';
import type { Dispatcher } from './dispatcher';
import { isAsyncIterable, type AnyIterable } from './iterables';
import type { ChunkResult, Mode } from './protocol';
import { leave } from './readers';
import type { TaskFunction } from './registry';
import type { Task } from './task';

/** How `Pool.imap` and `imapUnordered` read their items. */
export interface ImapOptions {
  /** Items that are sent at once. Default 1. */
  chunksize?: number | null;
  /** Items read ahead of those taken out. Default 64, and at least eight chunks for each worker. */
  bufferSize?: number | null;
  /** Milliseconds that a chunk may run. */
  timeout?: number | null;
  /** Aborting ends the iteration with its reason, and the tasks of it that run. */
  signal?: AbortSignal;
}

/** Of one chunk: null until it is done. */
interface Slot {
  outcomes: ItemOutcome[] | null;
  task: Task | null;
}

const LEAST_AHEAD = 64;

/**
 * The results of `imap` and `imapUnordered`. `next(timeout)` rejects with TimeoutError when none is there in time; the
 * result is not lost. Leaving a loop early cancels what no worker has begun. Python: `IMapIterator`.
 */
export class ImapIterator<R> implements AsyncIterableIterator<R> {
  readonly #dispatcher: Dispatcher;
  readonly #fn: TaskFunction;
  readonly #mode: Mode;
  readonly #source: Iterator<unknown> | AsyncIterator<unknown>;
  readonly #isAsync: boolean;
  readonly #chunksize: number;
  readonly #most: number;
  readonly #ordered: boolean;
  readonly #timeout: number;
  readonly #signal: AbortSignal | undefined;
  /** In the order of the items; those that are done and, unordered, not yet taken come first. */
  #slots: Slot[] = [];
  #ahead = 0;
  #isExhausted = false;
  #isReading = false;
  #isFilling = false;
  #ended = false;
  #turns: (() => void)[] = [];

  /** @internal */
  constructor(
    dispatcher: Dispatcher,
    fn: TaskFunction,
    mode: Mode,
    iterable: AnyIterable<unknown>,
    options: ImapOptions & { ordered: boolean },
  ) {
    this.#dispatcher = dispatcher;
    this.#fn = fn;
    this.#mode = mode;
    this.#chunksize = options.chunksize == null ? 1 : checkInteger(options.chunksize, 'chunksize', 1);
    const least = 8 * dispatcher.settings.processes * this.#chunksize;
    this.#most =
      options.bufferSize == null
        ? Math.max(LEAST_AHEAD, least)
        : checkInteger(options.bufferSize, 'bufferSize', 1);
    this.#timeout = options.timeout == null ? Infinity : checkNumber(options.timeout, 'timeout');
    this.#signal = options.signal;
    this.#ordered = options.ordered;
    this.#isAsync = isAsyncIterable(iterable);
    this.#source = isAsyncIterable(iterable) ? iterable[Symbol.asyncIterator]() : iterable[Symbol.iterator]();
    this.#fill();
  }

  /** The next result; its error when it has failed. Calls may overlap: they are answered in their order. */
  async next(timeout?: Timeout): Promise<IteratorResult<R, undefined>> {
    const { ms, signal } = parseTimeout(timeout);
    const deadline = clock.now() + ms;
    while (!this.#hasNext()) {
      const news = new Deferred<void>();
      this.#turns.push(() => news.resolve());
      if (!(await news.wait({ timeout: deadline - clock.now(), signal }))) throw new TimeoutError();
    }
    return this.#take();
  }

  /** {@link next}, blocking the thread. Not for async iterables. */
  nextSync(timeout?: Timeout): IteratorResult<R, undefined> {
    if (this.#isAsync) throw new StateError('an async iterable cannot be read by a blocking call');
    const { ms, signal } = parseTimeout(timeout);
    const wait = () => this.#dispatcher.waitUntil(() => this.#hasNext(), ms);
    if (!blocking(signal, wait)) throw new TimeoutError();
    return this.#take();
  }

  /** No more results are wanted. */
  async return(): Promise<IteratorResult<R, undefined>> {
    this.#ended = true;
    this.#isExhausted = true;
    const reason = new StateError('nobody wants the result any more');
    for (const { task } of this.#slots.splice(0)) if (task !== null) this.#dispatcher.cancel(task, reason);
    this.#announce();
    if (this.#isReading) leave(this.#source);
    else await this.#source.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #ready(): Slot | undefined {
    return this.#ordered
      ? this.#slots[0]?.outcomes != null
        ? this.#slots[0]
        : undefined
      : this.#slots.find((slot) => slot.outcomes !== null);
  }

  #hasNext(): boolean {
    return this.#ready() !== undefined || (this.#slots.length === 0 && this.#isExhausted);
  }

  #take(): IteratorResult<R, undefined> {
    const slot = this.#ready();
    if (slot === undefined) return { done: true, value: undefined };
    const outcome = slot.outcomes?.shift() as ItemOutcome;
    if (slot.outcomes?.length === 0) this.#slots.splice(this.#slots.indexOf(slot), 1);
    this.#ahead--;
    this.#fill();
    this.#announce();
    if (!outcome.ok) throw outcome.error;
    return { done: false, value: outcome.value as R };
  }

  /** Those who wait look again. */
  #announce(): void {
    if (!this.#hasNext()) return;
    for (const turn of this.#turns.splice(0)) turn();
  }

  // ---- reading ahead

  #fill(): void {
    if (this.#isAsync) void this.#fillAsync();
    else this.#fillSync();
  }

  #fillSync(): void {
    // The source may ask for results itself.
    if (this.#isFilling) return;
    this.#isFilling = true;
    try {
      while (!this.#isExhausted && this.#ahead < this.#most) {
        const items: unknown[] = [];
        try {
          while (items.length < this.#chunksize) {
            const { done, value } = (this.#source as Iterator<unknown>).next();
            if (done) {
              this.#isExhausted = true;
              break;
            }
            items.push(value);
          }
        } catch (error) {
          this.#send(items);
          this.#fail(error);
          return;
        }
        this.#send(items);
      }
    } finally {
      this.#isFilling = false;
    }
  }

  async #fillAsync(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    let items: unknown[] = [];
    let isStopped = false;
    const stop = (reason: unknown): void => {
      isStopped = true;
      leave(this.#source);
      this.#fail(reason);
    };
    const takeBack = this.#dispatcher.readers.add(stop, this.#signal);
    try {
      while (!this.#isExhausted && this.#ahead < this.#most) {
        const { done, value } = await this.#source.next();
        if (this.#ended || isStopped) return;
        if (done) this.#isExhausted = true;
        else items.push(value);
        if (items.length < this.#chunksize && !this.#isExhausted) continue;
        this.#send(items);
        items = [];
      }
    } catch (error) {
      if (isStopped) return;
      this.#send(items);
      this.#fail(error);
    } finally {
      takeBack();
      this.#isReading = false;
      this.#announce();
    }
  }

  /** The source has failed: that comes after all the results. */
  #fail(error: unknown): void {
    this.#isExhausted = true;
    const slot: Slot = { outcomes: null, task: null };
    const others = [...this.#slots];
    this.#slots.push(slot);
    this.#ahead++;
    const failed = (): void => {
      slot.outcomes = [{ ok: false, error }];
    };
    if (this.#ordered || others.every(({ task }) => task === null)) failed();
    else this.#afterAll = failed;
    this.#announce();
  }

  #afterAll: (() => void) | null = null;

  #send(items: readonly unknown[]): void {
    if (items.length === 0 || this.#ended) return;
    const slot: Slot = { outcomes: null, task: null };
    this.#slots.push(slot);
    this.#ahead += items.length;
    const settle = (outcomes: ItemOutcome[]): void => {
      slot.outcomes = outcomes;
      slot.task = null;
      if (this.#afterAll !== null && this.#slots.every(({ task }) => task === null)) {
        const call = this.#afterAll;
        this.#afterAll = null;
        call();
      }
      this.#announce();
    };
    const fail = (error: unknown): void => settle(items.map(() => ({ ok: false, error })));
    try {
      slot.task = this.#dispatcher.submit(
        { fn: this.#fn, mode: this.#mode, args: items, timeout: this.#timeout, signal: this.#signal },
        { resolve: (result) => settle(outcomesOf(result as ChunkResult)), reject: fail },
      );
      // It may have been settled at once.
      if (slot.outcomes !== null) slot.task = null;
    } catch (error) {
      fail(error);
    }
  }
}
