import { invalidType } from '../errors';
import { processCpuCount } from '../os';
import type { PoolOptions } from '../pool';
import { Array as sharedArray, Value as sharedValue } from '../shared';
import { BaseManager } from './base-manager';
import { poolFaceOf } from './client/pool-face';
import { remoteOf, type Remote } from './client/remote';
import type { Face } from './protocol';
import { registerType } from './registry';
import { ManagedLock, ManagedRLock } from './server/locks';
import { ManagedBarrier, ManagedCondition, ManagedEvent } from './server/meetings';
import { ManagedPool } from './server/pool';
import { ManagedQueue } from './server/queue';
import { ManagedSemaphore } from './server/semaphore';
import type * as faces from './types';

/** A manager with the types that programs share most. Python: `multiprocessing.managers.SyncManager`. */
export class SyncManager extends BaseManager {
  /** A plain object: `d[1] = 18`, `k in d`, `delete d[k]`, `Object.keys(d)`. From an object, a Map or entries. */
  declare dict: <T = unknown>(
    init?: Iterable<readonly [PropertyKey, T]> | Record<PropertyKey, T>,
  ) => Record<PropertyKey, T>;
  /** An array: `l[0]`, `l.push(1)`, `l.reverse()`, `for (const x of l)`. */
  declare list: <T = unknown>(init?: Iterable<T>) => T[];
  declare map: <K = unknown, V = unknown>(init?: Iterable<readonly [K, V]>) => Map<K, V>;
  declare set: <T = unknown>(init?: Iterable<T>) => Set<T>;
  /** Attributes: `ns.x = 1`. */
  declare Namespace: (init?: Record<string, unknown>) => Record<string, unknown>;
  declare Value: (type: faces.TypeCode, init?: number | bigint) => { value: number | bigint };
  declare Array: (type: faces.TypeCode, init: number | Iterable<number | bigint>) => (number | bigint)[];
  declare Queue: <T = unknown>(maxsize?: number) => faces.QueueProxy<T>;
  declare JoinableQueue: <T = unknown>(maxsize?: number) => faces.JoinableQueueProxy<T>;
  declare Lock: () => faces.LockProxy;
  declare RLock: () => faces.LockProxy;
  declare Semaphore: (value?: number) => faces.SemaphoreProxy;
  declare BoundedSemaphore: (value?: number) => faces.SemaphoreProxy;
  declare Condition: (lock?: faces.LockProxy) => faces.ConditionProxy;
  declare Event: () => faces.EventProxy;
  /**
   * Workers for all who have the proxy: no more tasks run at once than it has processes. They are children of the process that
   * hands in the work. Python: `SyncManager.Pool`.
   */
  Pool(
    options?: number | PoolOptions | null,
    initializer?: PoolOptions['initializer'],
    initargs?: Iterable<unknown>,
  ): faces.PoolProxy {
    const given = typeof options === 'number' ? { processes: options } : (options ?? {});
    const { processes = null } = given;
    const pool = this.create('Pool', processes ?? processCpuCount()) as faces.PoolProxy;
    poolFaceOf(remoteOf(pool) as Remote).configure({ initializer, initargs, ...given });
    return pool;
  }
  declare Barrier: (parties: number, options?: { timeout?: number | null }) => faces.BarrierProxy;
}

type Maker = (...args: never[]) => object;

function define(typeid: string, face: Face, make: Maker, managed = false): void {
  registerType(SyncManager, typeid, {
    make: make as (...args: unknown[]) => unknown,
    face,
    exposed: null,
    managed,
    methodToTypeid: {},
  });
}

function toDict(init: Iterable<readonly [PropertyKey, unknown]> | object = {}): object {
  if (typeof init !== 'object' || init === null)
    throw invalidType('init', 'an object or an iterable of entries', init);
  const entries =
    Symbol.iterator in init ? (init as Iterable<readonly [PropertyKey, unknown]>) : Object.entries(init);
  const dict = Object.create(null) as Record<PropertyKey, unknown>;
  for (const [key, value] of entries) dict[key] = value;
  return dict;
}

define('dict', 'dict', toDict);
function checkIterable<T>(init: Iterable<T>): Iterable<T> {
  if (typeof (init as Iterable<T> | null)?.[Symbol.iterator] !== 'function')
    throw invalidType('init', 'an iterable', init);
  return init;
}

define('list', 'list', (init: Iterable<unknown> = []) => [...checkIterable(init)]);
define('map', 'map', (init: Iterable<readonly [unknown, unknown]> = []) => new Map(checkIterable(init)));
define('set', 'set', (init: Iterable<unknown> = []) => new Set(checkIterable(init)));
define('Namespace', 'namespace', toDict);
define(
  'Value',
  'object',
  (type: faces.TypeCode, init?: number) => sharedValue(type, init, { lock: false }) as object,
);
define(
  'Array',
  'array',
  (type: faces.TypeCode, init: number) => sharedArray(type, init, { lock: false }) as object,
);
define('Queue', 'object', (maxsize?: number) => new ManagedQueue(maxsize), true);
define('JoinableQueue', 'object', (maxsize?: number) => new ManagedQueue(maxsize), true);
define('Lock', 'object', () => new ManagedLock(), true);
define('RLock', 'object', () => new ManagedRLock(), true);
define('Semaphore', 'object', (value?: number) => new ManagedSemaphore(value), true);
define('BoundedSemaphore', 'object', (value?: number) => new ManagedSemaphore(value, true), true);
define('Condition', 'object', (lock?: ManagedRLock) => new ManagedCondition(lock), true);
define('Event', 'object', () => new ManagedEvent(), true);
define('Pool', 'pool', (processes: number) => new ManagedPool(processes), true);
define(
  'Barrier',
  'object',
  (parties: number, options?: { timeout?: number }) => new ManagedBarrier(parties, options),
  true,
);

/**
 * A started SyncManager: a process that keeps dicts, lists, queues and locks for all processes that have its proxies. It
 * ends with this process, or with `shutdown()`. Python: `multiprocessing.Manager`.
 *
 * @example
 * const manager = Manager();
 * const d = manager.dict();
 * const p = new Process({ target: () => { d[1] = 18; } });
 * p.start();
 * await p.join();
 * console.log(d);
 * await manager.shutdown();
 */
export function Manager(): SyncManager {
  const manager = new SyncManager();
  manager.start();
  return manager;
}
