/** What a lock adds to an object in shared memory: `getLock`, `getObj`, `acquire`, `release`. */
import { invalidType } from '../errors';
import { Lock, RLock, type Acquire } from '../sync';

/** An object with its lock. Python: `multiprocessing.sharedctypes.Synchronized`. */
export interface Synchronized<Raw> {
  /** The lock that goes with the object: an RLock unless another was given. */
  getLock(): RLock | Lock;
  /** The object without the lock, over the same memory. */
  getObj(): Raw;
  acquire(options?: Acquire): Promise<boolean>;
  acquireSync(options?: Acquire): boolean;
  release(): void;
}

/** `true` makes an RLock, `false` means none, or an existing lock. */
export type LockOption = boolean | RLock | Lock;

export function chooseLock(given: LockOption | null | undefined): RLock | Lock | null {
  if (given === true || given == null) return new RLock();
  if (given === false) return null;
  if (given instanceof Lock || given instanceof RLock) return given;
  throw invalidType('lock', 'a boolean, a Lock or an RLock', given);
}

const locks = new WeakMap<object, RLock | Lock>();
export function lockOf(target: object): RLock | Lock | undefined {
  return locks.get(target);
}

/** Gives `target` the methods of {@link Synchronized}, as properties that do not show. */
export function synchronize<T extends object, Raw>(
  target: T,
  lock: RLock | Lock,
  raw: () => Raw,
): T & Synchronized<Raw> {
  const methods: Synchronized<Raw> = {
    getLock: () => lock,
    getObj: raw,
    acquire: (options) => lock.acquire(options),
    acquireSync: (options) => lock.acquireSync(options),
    release: () => lock.release(),
  };
  locks.set(target, lock);
  for (const [name, value] of Object.entries(methods)) Object.defineProperty(target, name, { value });
  return target as T & Synchronized<Raw>;
}
