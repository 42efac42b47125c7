export { Manager, SyncManager } from './sync-manager';
export { BaseManager } from './base-manager';
export type { ManagerOptions, ManagerServer } from './base-manager';
export type { TlsOptions } from './tls/options';
export type { TypeOptions } from './registry';
export { asyncProxy } from './client/async-proxy';
export type { AsyncProxy } from './client/async-proxy';
export { RemoteError } from './protocol';
export type {
  BarrierProxy,
  ConditionProxy,
  EventProxy,
  JoinableQueueProxy,
  LockProxy,
  PoolProxy,
  QueueProxy,
  SemaphoreProxy,
} from './types';
