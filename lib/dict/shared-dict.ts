import { inspect, type InspectOptions } from 'node:util';
import { badMessage, registerTransferable, requireAttachments } from '../codec';
import { invalidType, outOfRange } from '../errors';
import { checkFunction } from '../util/validate';
import { Store } from './store';

/** By the dictionary and by the object behind it. */
const stores = new WeakMap<object, Store>();

function storeOf(dict: object): Store {
  const store = stores.get(dict);
  if (store === undefined) throw invalidType('this', 'a SharedDict', dict);
  return store;
}

export type DictKey = string | number;
type Entries<T> = Iterable<readonly [DictKey, T]> | Readonly<Record<string, T>>;

/**
 * A dictionary in shared memory, without a server: `d[1] = 18`, `k in d`, `delete d[k]`, `Object.keys(d)`, `{ ...d }`, and the
 * methods of a Map. Every child forked after it was made has it, and it travels in `args` and over connections. Each of its 32
 * buckets has a lock of its own that is held for as long as an entry is copied; a process killed at any moment loses at most the
 * change it was making and holds up nobody. It grows with what is in it.
 *
 * Keys are strings; numbers count as theirs, as in objects. Values cross by structured clone: what `get` gives is a copy.
 * The names of its methods can be keys too, but only `get` and `set` reach those.
 *
 * Throws DataCloneError for what cannot be cloned, TypeError ERR_INVALID_ARG_TYPE for other keys, OSError (ENOMEM, EMFILE),
 * `ERR_CLOSED` after close(). Python: `multiprocessing.Manager().dict()`, but some thirty times as fast.
 *
 * @example
 * const d = new SharedDict({ hits: 0 });
 * new Process({ target: () => d.update('hits', (n) => n + 1) }).start();
 */
export class SharedDict<T = unknown> implements Iterable<[string, T]>, Disposable {
  [key: string]: unknown;

  /** With the entries of an object, a Map or a list of pairs. */
  constructor(entries?: Entries<T> | null);
  /** @internal */
  constructor(store: Store);
  constructor(given?: Entries<T> | Store | null) {
    const store = given instanceof Store ? given : Store.create();
    stores.set(this, store);
    const dict = new Proxy(this, faceOf(store)) as this;
    stores.set(dict, store);
    if (given != null && given !== store) fill(store, given as Entries<T>);
    return dict;
  }

  /** How many entries there are, in all buckets. */
  get size(): number {
    return storeOf(this).size;
  }

  /** Whether this process has closed it. */
  get closed(): boolean {
    return storeOf(this).closed;
  }

  /** A copy of the value, undefined when there is none. */
  get(key: DictKey): T | undefined {
    return storeOf(this).get(checkKey(key)) as T | undefined;
  }

  set(key: DictKey, value: T): this {
    storeOf(this).set(checkKey(key), value);
    return this;
  }

  has(key: DictKey): boolean {
    return storeOf(this).has(checkKey(key));
  }

  /** Whether it was there. */
  delete(key: DictKey): boolean {
    return storeOf(this).delete(checkKey(key));
  }

  /** Takes the value out: of several processes only one gets it. Without one `otherwise`. */
  pop(key: DictKey, otherwise?: T): T | undefined {
    const taken = storeOf(this).take(checkKey(key));
    return taken === null ? otherwise : (taken.value as T);
  }

  /**
   * Replaces the value by what `change` makes of it, as one step: no other process's change comes in between. `change` must be
   * synchronous, and is called again when the value has changed meanwhile. Gives the new value.
   *
   * @example
   * d.update('hits', (n = 0) => n + 1);
   */
  update(key: DictKey, change: (value: T | undefined) => T): T {
    checkFunction(change as (...args: unknown[]) => unknown, 'change');
    return storeOf(this).update(checkKey(key), change as (value: unknown) => unknown) as T;
  }

  /** Bucket by bucket: what others put in meanwhile may stay. */
  clear(): void {
    storeOf(this).clear();
  }

  /** Keys in the order in which they came. This and what follows work on the keys of this moment. */
  *keys(): Generator<string, void, void> {
    yield* storeOf(this).keys();
  }

  *values(): Generator<T, void, void> {
    for (const [, value] of this.entries()) yield value;
  }

  /** Entries that are deleted meanwhile are passed over. */
  *entries(): Generator<[string, T], void, void> {
    const store = storeOf(this);
    for (const key of store.keys()) {
      const value = store.get(key) as T;
      if (value !== undefined || store.has(key)) yield [key, value];
    }
  }

  [Symbol.iterator](): Generator<[string, T], void, void> {
    return this.entries();
  }

  forEach(visit: (value: T, key: string, dict: this) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }

  /** In this process only: the others keep it. Idempotent. The memory is free when nobody has it any more. */
  close(): void {
    storeOf(this).close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  [inspect.custom](depth: number, options: InspectOptions): string {
    const store = storeOf(this);
    if (store.closed) return 'SharedDict { closed }';
    return `SharedDict ${inspect(Object.fromEntries(SharedDict.prototype.entries.call(this)), { ...options, depth })}`;
  }
}

const METHODS = new Set(Object.getOwnPropertyNames(SharedDict.prototype));
METHODS.delete('constructor');

/** Properties are entries, but for the names of methods. */
function faceOf(store: Store): ProxyHandler<object> {
  return {
    get: (target, name) =>
      typeof name === 'symbol' || METHODS.has(name)
        ? (Reflect.get(target, name) as unknown)
        : store.get(name),
    set: (_, name, value) => {
      if (typeof name === 'symbol') return false;
      if (METHODS.has(name)) throw outOfRange('key', 'no name of a method (set() takes every key)', name);
      store.set(name, value);
      return true;
    },
    has: (target, name) => (typeof name === 'symbol' ? Reflect.has(target, name) : store.has(name)),
    deleteProperty: (_, name) => {
      if (typeof name !== 'symbol') store.delete(name);
      return true;
    },
    ownKeys: () => store.keys(),
    getOwnPropertyDescriptor: (_, name) => {
      if (typeof name === 'symbol' || !store.has(name)) return undefined;
      return { value: store.get(name), writable: true, enumerable: true, configurable: true };
    },
    defineProperty: (_, name, { get, set, value }) => {
      if (typeof name === 'symbol' || get !== undefined || set !== undefined) return false;
      store.set(name, value as unknown);
      return true;
    },
  };
}

function checkKey(key: unknown): string {
  if (typeof key === 'string') return key;
  if (typeof key === 'number') return String(key);
  throw invalidType('key', 'a string or a number', key);
}

function fill(store: Store, entries: Entries<unknown>): void {
  if (typeof entries !== 'object') throw invalidType('entries', 'an object or pairs', entries);
  const pairs = Symbol.iterator in entries ? entries : Object.entries(entries);
  for (const [key, value] of pairs as Iterable<readonly [DictKey, unknown]>) store.set(checkKey(key), value);
}

registerTransferable<SharedDict>('SharedDict', SharedDict, {
  matches: (proxy) => stores.has(proxy),
  encode: (dict, attachments) => requireAttachments(attachments, 'a SharedDict').attach(storeOf(dict).fd),
  decode: (index, attachments) => {
    if (attachments === undefined || !Number.isSafeInteger(index))
      throw badMessage('a SharedDict of nothing');
    return new SharedDict(Store.attach(attachments.take(index as number)));
  },
});
