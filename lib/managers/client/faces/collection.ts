import type { Remote } from '../remote';
import type { AnyFunction, Handler, MakeHandler } from './face';

/** Methods that give the object itself. */
const FLUENT = { map: 'set', set: 'add' };

/** Maps and Sets: their methods; what goes over all of it works on a copy. */
export function collection(face: 'map' | 'set'): MakeHandler {
  const prototype = (face === 'map' ? Map : Set).prototype as object;
  const remoteMethods =
    face === 'map' ? ['get', 'set', 'has', 'delete', 'clear'] : ['add', 'has', 'delete', 'clear'];
  return (remote: Remote, self: () => object): Handler => ({
    get: (target, name) => {
      if (name === 'size') return remote.do('get', 'size');
      if (typeof name === 'string' && remoteMethods.includes(name)) {
        return (...args: unknown[]) => {
          const result = remote.do('call', name, args);
          return name === FLUENT[face] ? self() : result;
        };
      }
      const own = Reflect.getOwnPropertyDescriptor(target, name);
      if (own !== undefined) return own.value as unknown;
      if (name === 'constructor' || name === Symbol.toStringTag)
        return Reflect.get(prototype, name) as unknown;
      const copied = Reflect.get(prototype, name) as unknown;
      if (typeof copied !== 'function') return undefined;
      return (...args: unknown[]) =>
        Reflect.apply(copied as AnyFunction, remote.do('value'), args) as unknown;
    },
  });
}
