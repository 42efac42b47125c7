/** What the proxies of a SyncManager look like to TypeScript. All calls block; `name` and `nameSync` are one. */
import type { WaitOptions } from './server/options';

export type { TypeCode } from '../shared';

export interface LockProxy {
  acquire(options?: WaitOptions): boolean;
  release(): void;
  locked(): boolean;
  readonly ownerDied: boolean;
}

export interface SemaphoreProxy {
  acquire(options?: WaitOptions): boolean;
  release(n?: number): void;
  getValue(): number;
  locked(): boolean;
}

export interface EventProxy {
  isSet(): boolean;
  set(): void;
  clear(): void;
  wait(timeout?: number | null): boolean;
}

export interface ConditionProxy {
  acquire(options?: WaitOptions): boolean;
  release(): void;
  wait(timeout?: number | null): boolean;
  notify(n?: number): void;
  notifyAll(): void;
}

export interface BarrierProxy {
  wait(timeout?: number | null): number;
  reset(): void;
  abort(): void;
  readonly parties: number;
  readonly nWaiting: number;
  readonly broken: boolean;
}

export interface QueueProxy<T> {
  put(item: T, options?: WaitOptions): void;
  putNowait(item: T): void;
  get(options?: WaitOptions): T;
  getNowait(): T;
  qsize(): number;
  empty(): boolean;
  full(): boolean;
}

export interface JoinableQueueProxy<T> extends QueueProxy<T> {
  taskDone(): void;
  join(timeout?: number | null): boolean;
}
