import { TimeoutError, outOfRange } from '../errors';
import { ImapIterator, type AnyIterable, type Dispatcher, type Mode, type TaskFunction } from '../pool';
import { checkInteger, checkNumber } from '../util/validate';

/** How `ProcessPoolExecutor.map` and `starmap` hand out items and results. */
export interface MapResultOptions {
  /** Milliseconds from the call of map on; results that come later are a TimeoutError. */
  timeout?: number | null;
  /** Items that are sent at once. Default 1. */
  chunksize?: number | null;
  /** Items read ahead of the results taken. Default: all of them; for an async iterable 64. */
  bufferSize?: number | null;
  /** Aborting ends the iteration with its reason, and the calls of it that run. */
  signal?: AbortSignal;
}

const SOME = 64;

/** The results of `executor.map`: iterated one by one in the order of the items, or awaited all at once. */
export class MapResult<T> implements AsyncIterable<T>, PromiseLike<T[]> {
  readonly #items: ImapIterator<T>;
  readonly #deadline: number;
  #all: Promise<T[]> | null = null;

  /** @internal */
  constructor(
    dispatcher: Dispatcher,
    fn: TaskFunction,
    mode: Mode,
    iterable: AnyIterable<unknown>,
    options: MapResultOptions,
  ) {
    const timeout = options.timeout == null ? Infinity : checkNumber(options.timeout, 'timeout');
    if (options.chunksize != null) checkInteger(options.chunksize, 'chunksize', 1);
    const { bufferSize } = options;
    if (bufferSize != null && checkInteger(bufferSize, 'bufferSize') < 1) {
      throw outOfRange('bufferSize', 'at least 1', bufferSize);
    }
    this.#deadline = performance.now() + timeout;
    const isEndless = typeof (iterable as Partial<Iterable<unknown>>)[Symbol.iterator] !== 'function';
    this.#items = new ImapIterator<T>(dispatcher, fn, mode, iterable, {
      ordered: true,
      chunksize: options.chunksize,
      bufferSize: bufferSize ?? (isEndless ? SOME : 0x7fffffff),
      signal: options.signal,
    });
  }

  /** The next result; rejects with its error, after which the later ones are still there. */
  next(): Promise<IteratorResult<T, undefined>> {
    return this.#items.next(this.#timeLeft());
  }

  /** {@link next}, blocking the thread. */
  nextSync(): IteratorResult<T, undefined> {
    return this.#items.nextSync(this.#timeLeft());
  }

  /** No more results are wanted: cancels what no worker has begun. */
  async return(): Promise<IteratorResult<T, undefined>> {
    return this.#items.return();
  }

  /** The same results each time: there is one pass. */
  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    return {
      next: () => this.next(),
      return: () => this.return(),
    };
  }

  /** All results, blocking the thread. */
  resultSync(): T[] {
    const all: T[] = [];
    for (let item = this.nextSync(); !item.done; item = this.nextSync()) all.push(item.value);
    return all;
  }

  then<A = T[], B = never>(
    onFulfilled?: ((value: T[]) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return (this.#all ??= this.#collect()).then(onFulfilled, onRejected);
  }

  catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T[] | B> {
    return this.then(undefined, onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<T[]> {
    return this.then().finally(onFinally);
  }

  async #collect(): Promise<T[]> {
    const all: T[] = [];
    try {
      for (let item = await this.next(); !item.done; item = await this.next()) all.push(item.value);
    } catch (error) {
      if (!(error instanceof TimeoutError) || performance.now() < this.#deadline) await this.return();
      throw error;
    }
    return all;
  }

  #timeLeft(): number {
    return this.#deadline - performance.now();
  }
}
