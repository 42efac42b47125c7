import { poolFaceOf } from '../pool-face';
import type { Remote } from '../remote';
import { show } from '../show';
import { base, type AnyFunction, type Handler } from './face';

/** Its functions cannot go there: what it does it does here. */
export function pool(remote: Remote): Handler {
  const face = poolFaceOf(remote);
  return {
    get: (target, name) => {
      if (typeof name === 'symbol') return Reflect.get(target, name) as unknown;
      if (name === 'toString') return () => String(show(remote, {}));
      const found = (face as unknown as Record<string, unknown>)[base(name)];
      return typeof found === 'function' ? (found as AnyFunction).bind(face) : found;
    },
    set: () => false,
    has: (_, name) => typeof name === 'string' && name in face,
  };
}
