/** Waiting for several futures. */
import { invalidType, TimeoutError } from '../errors';
import { blocking } from '../util/blocking';
import { parseTimeout } from '../util/timeout';
import { Deferred } from '../pool';
import { Future } from './future';

/** What `wait` waits for: one future that is done, one that has failed (or all), all. */
export const FIRST_COMPLETED = 'FIRST_COMPLETED';
export const FIRST_EXCEPTION = 'FIRST_EXCEPTION';
export const ALL_COMPLETED = 'ALL_COMPLETED';
/** When `wait` ends: with the first future, with the first failure, or with all. */
export type ReturnWhen = typeof FIRST_COMPLETED | typeof FIRST_EXCEPTION | typeof ALL_COMPLETED;

/** How long `wait` and `waitSync` wait, and for what. Without options: for all of them, for ever. */
export interface WaitOptions {
  /** Milliseconds. */
  timeout?: number | null;
  signal?: AbortSignal;
  returnWhen?: ReturnWhen;
}

/** What `wait` gives: the futures that are done, cancelled ones too, and the others. */
export interface DoneAndNotDone<T> {
  done: Set<Future<T>>;
  notDone: Set<Future<T>>;
}

/**
 * What {@link asCompleted} yields: a future. TypeScript takes what `for await` gives to be awaited, as a generator of the
 * language would have done: here it is not to see that a future can be; `result()` and the others are as ever.
 */
export interface CompletedFuture<T> extends Future<T> {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- nothing else is both hidden and a Future's
  then: any;
}

/**
 * Waits for futures, of one executor or several; fulfilled too when the time is up. Cancelled futures count as done.
 * Rejects with the reason of an aborted signal. Python: `concurrent.futures.wait`.
 *
 * ```js
 * const { done, notDone } = await wait(futures, { timeout: 1000, returnWhen: FIRST_COMPLETED });
 * ```
 */
export async function wait<T>(
  fs: Iterable<Future<T>>,
  options: number | WaitOptions | null = {},
): Promise<DoneAndNotDone<T>> {
  const { futures, isEnough, timing } = prepare(fs, options);
  if (isEnough()) return divide(futures);
  const news = new Deferred<void>();
  const undo = [...futures].map((future) =>
    future.onDone(() => {
      if (isEnough()) news.resolve();
    }),
  );
  try {
    await news.wait(timing);
  } finally {
    for (const take of undo) take();
  }
  return divide(futures);
}

/** {@link wait}, blocking the thread. The futures must be those of one executor. */
export function waitSync<T>(
  fs: Iterable<Future<T>>,
  options: number | WaitOptions | null = {},
): DoneAndNotDone<T> {
  const { futures, isEnough, timing } = prepare(fs, options);
  if (isEnough()) return divide(futures);
  const dispatchers = new Set([...futures].filter((f) => !f.done()).map((f) => f.dispatcher));
  const [dispatcher] = dispatchers;
  if (dispatchers.size !== 1 || dispatcher === undefined) {
    throw invalidType('fs', 'futures of one executor', fs);
  }
  const { ms, signal } = parseTimeout(timing);
  blocking(signal, () => dispatcher.waitUntil(isEnough, ms));
  return divide(futures);
}

/**
 * The futures one by one as they are done; those that are done already come first. Futures, not results: they are not
 * awaited by the loop. Throws TimeoutError when not all are done in time. Python: `concurrent.futures.as_completed`.
 *
 * ```js
 * for await (const future of asCompleted(futures)) console.log(await future.result());
 * ```
 */
export function asCompleted<T>(
  fs: Iterable<Future<T>>,
  options: number | Pick<WaitOptions, 'timeout' | 'signal'> | null = {},
): AsyncIterableIterator<CompletedFuture<T>> {
  const futures = new Set(checkFutures(fs));
  const { ms, signal } = parseTimeout(options);
  const deadline = performance.now() + ms;
  const done: CompletedFuture<T>[] = [];
  let news = new Deferred<void>();
  const undo = [...futures].map((future) =>
    future.onDone(() => {
      done.push(future);
      news.resolve();
    }),
  );
  let left = futures.size;
  const finish = (): void => {
    left = 0;
    for (const take of undo.splice(0)) take();
  };
  // By hand: an async generator would await what it yields.
  return {
    async next(): Promise<IteratorResult<CompletedFuture<T>, undefined>> {
      for (;;) {
        if (left === 0) return { done: true, value: undefined };
        const future = done.shift();
        if (future !== undefined) {
          left--;
          return { done: false, value: future };
        }
        news = news.state === 'pending' ? news : new Deferred<void>();
        if (!(await news.wait({ timeout: deadline - performance.now(), signal })) && done.length === 0) {
          const message = `${left} (of ${futures.size}) futures unfinished`;
          finish();
          throw new TimeoutError(message);
        }
      }
    },
    return(): Promise<IteratorResult<CompletedFuture<T>, undefined>> {
      finish();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function prepare<T>(
  fs: Iterable<Future<T>>,
  given: number | WaitOptions | null,
): { futures: Set<Future<T>>; isEnough: () => boolean; timing: { timeout: number; signal?: AbortSignal } } {
  const futures = new Set(checkFutures(fs));
  const { ms, signal } = parseTimeout(given);
  const returnWhen = (typeof given === 'object' ? given?.returnWhen : undefined) ?? ALL_COMPLETED;
  const isAll = (): boolean => [...futures].every((future) => future.done());
  const conditions: Record<ReturnWhen, () => boolean> = {
    ALL_COMPLETED: isAll,
    FIRST_COMPLETED: () => futures.size === 0 || [...futures].some((future) => future.done()),
    FIRST_EXCEPTION: () => [...futures].some((future) => future.hasFailed) || isAll(),
  };
  const isEnough = Object.hasOwn(conditions, returnWhen) ? conditions[returnWhen] : undefined;
  if (isEnough === undefined) {
    throw invalidType('returnWhen', 'FIRST_COMPLETED, FIRST_EXCEPTION or ALL_COMPLETED', returnWhen);
  }
  return { futures, isEnough, timing: signal ? { timeout: ms, signal } : { timeout: ms } };
}

function checkFutures<T>(fs: Iterable<Future<T>>): Future<T>[] {
  if (fs == null || typeof fs[Symbol.iterator] !== 'function') {
    throw invalidType('fs', 'an iterable of futures', fs);
  }
  const list = [...fs];
  for (const future of list) {
    if (!(future instanceof Future)) throw invalidType('fs', 'an iterable of futures', future);
  }
  return list;
}

function divide<T>(futures: ReadonlySet<Future<T>>): DoneAndNotDone<T> {
  const all = [...futures];
  return {
    done: new Set(all.filter((future) => future.done())),
    notDone: new Set(all.filter((future) => !future.done())),
  };
}
