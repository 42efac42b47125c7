/** What the calls of a pool can be asked for. */
import { checkInteger, checkNumber, checkObject } from '../util/validate';
import type { Callbacks } from './async-result';
import type { Initializer, WorkerOptions } from './settings';

/** What a `Pool` is made with; a number alone is `processes`. */
export interface PoolOptions extends WorkerOptions {
  /** How many workers at most. Default: the CPUs that this process may use. */
  processes?: number | null;
  /** Called in every worker before its first task; an async one is awaited. */
  initializer?: Initializer | null;
  /** Its arguments; copied by the fork, not serialised. */
  initargs?: Iterable<unknown> | null;
  /** Tasks (chunks of map count as one) after which a worker is replaced by a fresh one. Default: never. */
  maxtasksperchild?: number | null;
  /** As getContext('fork') gives it: workers are forked. Any other throws ERR_START_METHOD_UNSUPPORTED. */
  context?: unknown;
}

/** What may end a task before it is done. */
export interface TaskOptions {
  /** Milliseconds that the task may run; then its worker is ended and it fails with TimeoutError. */
  timeout?: number | null;
  /** Aborting ends the task, its worker too when it runs, and rejects with the signal's reason. */
  signal?: AbortSignal;
}
/** What `Pool.applyAsync` takes beside function and arguments. */
export interface ApplyOptions<T> extends TaskOptions, Callbacks<T> {}

/** How `Pool.map` and `starmap` cut their items into chunks, and what they tell meanwhile. */
export interface MapOptions extends TaskOptions {
  /** Items that are sent at once. Default: so many that each worker gets four chunks. `timeout` is for a chunk. */
  chunksize?: number | null;
  /** Called when a chunk is done, with the number of items done and of all. */
  onProgress?: (done: number, total: number) => void;
}
/** What `Pool.mapAsync` and `starmapAsync` take: chunks, progress, callbacks. */
export interface MapAsyncOptions<T> extends MapOptions, Callbacks<T[]> {}

/** A chunksize may stand for all options. */
export function toOptions<O extends object>(given: number | O | null | undefined): O {
  return (typeof given === 'number' ? { chunksize: given } : checkObject(given ?? {}, 'options')) as O;
}

export function checkChunksize(value: unknown): number {
  return checkInteger(value, 'chunksize', 1);
}

export function checkTimeout(value: number | null | undefined): number {
  return value == null ? Infinity : checkNumber(value, 'timeout');
}
