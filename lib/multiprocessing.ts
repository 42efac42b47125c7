/** Python's `multiprocessing`, as one namespace. */
export { Process, currentProcess, parentProcess, activeChildren } from './process/index';
export type { ProcessOptions, Target, TargetReference, ParentProcess } from './process/index';
export { getLogger, logToStderr } from './process/index';
export type { Logger, LogHandler, LogLevel } from './process/index';
export { cpuCount } from './os/index';
export {
  getAllStartMethods,
  getContext,
  getStartMethod,
  setForkserverPreload,
  setStartMethod,
} from './context/index';
export type { Context, PreloadOptions, StartMethod } from './context/index';
export * from './errors/multiprocessing';
export * as connection from './connection/index';
export { Client, ClientSync, Connection, Listener, Pipe, wait, waitSync } from './connection/index';
export type {
  Address,
  AuthKey,
  ClientOptions,
  ConnectionOptions,
  ListenerOptions,
  Waitable,
} from './connection/index';
export { Lock, RLock, Semaphore, BoundedSemaphore, Condition, Event, Barrier } from './sync/index';
export type { Acquire, AcquireOptions, BarrierOptions } from './sync/index';
export {
  Value,
  Array,
  RawValue,
  RawArray,
  Structure,
  ctypes,
  copy,
  synchronized,
  SharedMemory,
  ShareableList,
} from './shared/index';
export type {
  SharedOptions,
  SharedValue,
  SharedArray,
  CType,
  TypeCode,
  Synchronized,
  SharedMemoryOptions,
  Shareable,
} from './shared/index';
export { SharedDict } from './dict/index';
export { JoinableQueue, Queue, SimpleQueue } from './queues/index';
export type { QueueWait } from './queues/index';
export { asyncProxy, BaseManager, Manager, RemoteError, SyncManager } from './managers/index';
export type {
  AsyncProxy,
  BarrierProxy,
  ConditionProxy,
  EventProxy,
  JoinableQueueProxy,
  LockProxy,
  PoolProxy,
  ManagerOptions,
  ManagerServer,
  QueueProxy,
  SemaphoreProxy,
  TlsOptions,
  TypeOptions,
} from './managers/index';
export { Pool, AsyncResult } from './pool/index';
export type {
  PoolOptions,
  PoolStats,
  WorkerStats,
  WorkerOptions,
  TaskOptions,
  ApplyOptions,
  MapOptions,
  MapAsyncOptions,
  ImapIterator,
  ImapOptions,
} from './pool/index';
