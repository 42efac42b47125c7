/** What the proxies of a SyncManager look like to TypeScript. All calls block; `name` and `nameSync` are one. */
import type { MapOptions, Pool, TaskOptions } from '../pool';
import type { WaitOptions } from './server/options';

export type { TypeCode } from '../shared';

/** What can be acquired and released. Python: the `with` statement. */
export interface ScopedProxy {
  acquire(options?: WaitOptions): boolean;
  release(): void;
  /** Acquires without blocking, runs `fn` and releases when what it returned has settled; TimeoutError: not acquired in time. */
  with<T>(fn: () => T | Promise<T>, options?: WaitOptions): Promise<T>;
  /** The same with a blocking acquire and a synchronous `fn`. */
  withSync<T>(fn: () => T, options?: WaitOptions): T;
}

/**
 * A `Lock` or `RLock` in a manager's server; one whose holder's process dies is released. Python:
 * `AcquirerProxy`.
 */
export interface LockProxy extends ScopedProxy {
  locked(): boolean;
  readonly ownerDied: boolean;
}

/** A semaphore in a manager's server. */
export interface SemaphoreProxy extends ScopedProxy {
  release(n?: number): void;
  getValue(): number;
  locked(): boolean;
}

/** An event in a manager's server. Python: `EventProxy`. */
export interface EventProxy {
  isSet(): boolean;
  set(): void;
  clear(): void;
  wait(timeout?: number | null): boolean;
}

/** A condition in a manager's server. Python: `ConditionProxy`. */
export interface ConditionProxy extends ScopedProxy {
  wait(timeout?: number | null): boolean;
  /** Waits until `predicate`, which runs here with the lock held, gives something true; its last result. */
  waitFor<T>(predicate: () => T, timeout?: number | null): T;
  notify(n?: number): void;
  notifyAll(): void;
}

/** A barrier in a manager's server. Python: `multiprocessing.managers.BarrierProxy`. */
export interface BarrierProxy {
  wait(timeout?: number | null): number;
  reset(): void;
  abort(): void;
  readonly parties: number;
  readonly nWaiting: number;
  readonly broken: boolean;
}

/** A queue in a manager's server, for all who are connected. Waiting blocks the caller alone. */
export interface QueueProxy<T> {
  put(item: T, options?: WaitOptions): void;
  putNowait(item: T): void;
  get(options?: WaitOptions): T;
  getNowait(): T;
  qsize(): number;
  empty(): boolean;
  full(): boolean;
}

/** A queue in a manager's server that counts the tasks taken from it. */
export interface JoinableQueueProxy<T> extends QueueProxy<T> {
  taskDone(): void;
  join(timeout?: number | null): boolean;
}

/** A Pool that several processes share: calls block, but for those that are called async. */
export interface PoolProxy {
  readonly processes: number;
  apply<A extends unknown[], R>(
    fn: (...args: A) => R,
    args?: Iterable<unknown> | null,
    kwargs?: object | null,
    options?: TaskOptions,
  ): Awaited<R>;
  map<T, R>(fn: (item: T) => R, iterable: Iterable<T>, options?: number | MapOptions): Awaited<R>[];
  starmap<A extends unknown[], R>(
    fn: (...args: A) => R,
    iterable: Iterable<Iterable<unknown>>,
    options?: number | MapOptions,
  ): Awaited<R>[];
  applyAsync: Pool['applyAsync'];
  mapAsync: Pool['mapAsync'];
  starmapAsync: Pool['starmapAsync'];
  imap: Pool['imap'];
  imapUnordered: Pool['imapUnordered'];
  /** No more tasks, for all who have the proxy. */
  close(): void;
  /** Ends the tasks of this process at once, those of others before they begin. */
  terminate(): void;
  /** Blocks until the workers of this process have ended; after close() or terminate(). */
  join(): void;
}
