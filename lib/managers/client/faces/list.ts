import type { Remote } from '../remote';
import { entry, type AnyFunction, type Handler } from './face';

/** Methods that give the object itself. */
const FLUENT = ['reverse', 'sort', 'fill', 'copyWithin'];
/** Of those over there, the ones that may take a function: then they work on a copy here. */
const COMPARING = ['sort', 'toSorted'];
/** What this one sorts here is put back. */
const CHANGING = ['sort'];

/** Indices and the length are the object's; methods run there, those that take functions on a copy. */
export function list(remote: Remote, self: () => object): Handler {
  const isElement = (name: string | symbol): boolean =>
    typeof name === 'string' && (name === 'length' || /^(0|[1-9]\d*)$/.test(name));
  return {
    get: (target, name) => {
      if (isElement(name)) return remote.do('get', name);
      if (name === Symbol.iterator) return () => copyOf(remote)[Symbol.iterator]();
      if (name === 'toJSON') return () => copyOf(remote);
      const method = Reflect.get(Array.prototype, name) as unknown;
      if (typeof name === 'symbol' || typeof method !== 'function' || (name as string) === 'constructor') {
        return method ?? (Reflect.get(target, name) as unknown);
      }
      return arrayMethod(remote, self, name, method as AnyFunction);
    },
    set: (_, name, value) => isElement(name) && Boolean(remote.do('set', name, value)),
    has: (target, name) => (isElement(name) ? Boolean(remote.do('has', name)) : Reflect.has(target, name)),
    deleteProperty: (_, name) => isElement(name) && Boolean(remote.do('delete', name)),
    ownKeys: () => [...(remote.do('keys') as string[]), 'length'],
    getOwnPropertyDescriptor: (target, name) => {
      if (name === 'length')
        return { value: remote.do('get', name), writable: true, enumerable: false, configurable: false };
      if (!isElement(name)) return Reflect.getOwnPropertyDescriptor(target, name);
      return remote.do('has', name) ? entry(remote.do('get', name)) : undefined;
    },
    defineProperty: (_, name, { value }) => isElement(name) && Boolean(remote.do('set', name, value)),
  };
}

const copyOf = (remote: Remote): unknown[] => remote.do('value') as unknown[];
/** These need no copy to be made here. */
const OVER_THERE = new Set(
  (
    'at concat copyWithin fill flat includes indexOf join lastIndexOf pop push reverse shift slice sort splice toReversed ' +
    'toSorted toSpliced unshift with toString'
  ).split(' '),
);

function arrayMethod(remote: Remote, self: () => object, name: string, method: AnyFunction): AnyFunction {
  return (...args) => {
    const fluent = FLUENT.includes(name);
    if (OVER_THERE.has(name) && !(COMPARING.includes(name) && typeof args[0] === 'function')) {
      const result = remote.do('call', name, args);
      return fluent ? self() : result;
    }
    const copy = copyOf(remote);
    const result = Reflect.apply(method, copy, args) as unknown;
    if (!CHANGING.includes(name)) return result;
    remote.do('call', 'splice', [0, copy.length, ...copy]);
    return self();
  };
}
