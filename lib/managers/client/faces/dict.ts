import type { Remote } from '../remote';
import { textOf } from '../show';
import { entry, type Handler } from './face';

/** Entries of the object are properties: `d[1] = 18`, `k in d`, `delete d[k]`, `Object.keys(d)`. */
export function dict(remote: Remote): Handler {
  const isLocal = (name: string | symbol): boolean => typeof name === 'symbol' || name === 'then';
  return {
    get: (target, name) => {
      if (name === Symbol.toPrimitive) return (hint: string) => (hint === 'number' ? NaN : textOf(remote));
      if (isLocal(name)) return Reflect.get(target, name) as unknown;
      const value = remote.do('get', name);
      return name === 'toJSON' ? (value ?? (() => remote.do('value'))) : value;
    },
    set: (_, name, value) => (typeof name === 'symbol' ? false : Boolean(remote.do('set', name, value))),
    has: (target, name) =>
      typeof name === 'symbol' ? Reflect.has(target, name) : Boolean(remote.do('has', name)),
    deleteProperty: (_, name) => typeof name === 'symbol' || Boolean(remote.do('delete', name)),
    ownKeys: () => remote.do('keys') as string[],
    getOwnPropertyDescriptor: (target, name) => {
      if (typeof name === 'symbol') return Reflect.getOwnPropertyDescriptor(target, name);
      return remote.do('has', name) ? entry(remote.do('get', name)) : undefined;
    },
    defineProperty: (_, name, { value }) =>
      typeof name !== 'symbol' && Boolean(remote.do('set', name, value)),
  };
}
