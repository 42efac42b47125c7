/** Pools of worker processes, and the engine they share with executors. */
export { Pool } from './pool';
export type { PoolOptions, TaskOptions, ApplyOptions, MapOptions, MapAsyncOptions } from './options';
export { AsyncResult } from './async-result';
export type { Callbacks } from './async-result';
export { ImapIterator } from './imap';
export type { ImapOptions } from './imap';
export type { PoolStats, WorkerStats } from './statistics';
export type { Initializer, WorkerOptions } from './settings';
export type { AnyIterable } from './iterables';

export type { Dispatcher } from './dispatcher';
export { Deferred } from './deferred';
export { arrived } from './failures';
export { callSafely } from './async-result';
export { makeDispatcher } from './ownership';
export { checkIterable, checkSyncIterable, isAsyncIterable } from './iterables';
export { APPLY, MAP, STARMAP } from './protocol';
export type { Mode } from './protocol';
export type { Task, TaskInit } from './task';
export type { TaskFunction } from './registry';
