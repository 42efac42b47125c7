import { invalidType } from '../../errors';
import { base } from './faces';
import { poolFaceOf } from './pool-face';
import { remoteOf, type Remote } from './remote';
import { scopeOf } from './scope';
import { waitForLater } from './wait-for';

/** What `asyncProxy` gives: every name can be called, and awaited as a property. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what is behind it is known to the user alone
export type AsyncProxy = Record<string | number, ((...args: unknown[]) => Promise<any>) & PromiseLike<any>>;

type Call = (remote: Remote, ...args: unknown[]) => Promise<unknown>;

/** Of plain objects, which have no methods of their own. */
const DICT: Readonly<Record<string, Call>> = {
  get: (remote, name) => remote.doAsync('get', String(name)),
  set: async (remote, name, value) => void (await remote.doAsync('set', String(name), value)),
  has: (remote, name) => remote.doAsync('has', String(name)),
  delete: (remote, name) => remote.doAsync('delete', String(name)),
  keys: (remote) => remote.doAsync('keys'),
  values: async (remote) => Object.values((await remote.doAsync('value')) as object),
  entries: async (remote) => Object.entries((await remote.doAsync('value')) as object),
};
/** Of everything that has indices or fields. */
const FIELDS: Readonly<Record<string, Call>> = {
  get: (remote, name) => remote.doAsync('get', String(name)),
  set: async (remote, name, value) => void (await remote.doAsync('set', String(name), value)),
};

/**
 * The promise form of a manager's proxy, for servers and other programs that must not block: `await asyncProxy(queue).get()`,
 * `await asyncProxy(list).push(1)`, `await asyncProxy(list).length`. A dict has `get`, `set`, `has`, `delete`, `keys`, `values`
 * and `entries`; `copy()` gives a copy of any collection.
 *
 * @example
 * const jobs = asyncProxy(manager.Queue());
 * await jobs.put('first');
 */
export function asyncProxy(proxy: object): AsyncProxy {
  const remote = remoteOf(proxy);
  if (remote === undefined) throw invalidType('proxy', "a manager's proxy", proxy);
  return new Proxy({} as AsyncProxy, {
    get: (_, name) => (typeof name === 'symbol' || name === 'then' ? undefined : member(remote, name)),
  });
}

function member(remote: Remote, name: string): unknown {
  const { face, methods } = remote.token;
  if (face === 'pool') return poolMember(remote, name);
  const waitFor = methods.includes(name) ? undefined : waitForLater(remote, name);
  if (waitFor !== undefined) return waitFor;
  if (name === 'with' && !methods.includes(name)) return scopeOf(remote, name);
  const own = name === 'copy' ? (one: Remote) => one.doAsync('value') : methodOf(face, name);
  const call = (...args: unknown[]): Promise<unknown> =>
    own === undefined
      ? remote.doAsync('call', face === 'object' ? base(name) : name, args)
      : own(remote, ...args);
  return Object.assign(call, {
    then: (...settle: Parameters<Promise<unknown>['then']>) => remote.doAsync('get', name).then(...settle),
  });
}

function poolMember(remote: Remote, name: string): unknown {
  const call = (...args: unknown[]): Promise<unknown> => poolFaceOf(remote).later(base(name), args);
  return Object.assign(call, {
    then: (...settle: Parameters<Promise<unknown>['then']>) => remote.doAsync('get', name).then(...settle),
  });
}

function methodOf(face: string, name: string): Call | undefined {
  if (face === 'dict') return DICT[name];
  return face === 'list' || face === 'array' || face === 'namespace' ? FIELDS[name] : undefined;
}
