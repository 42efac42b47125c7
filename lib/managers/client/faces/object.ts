import type { Remote } from '../remote';
import { scopeOf } from '../scope';
import { textOf } from '../show';
import { waitForOf } from '../wait-for';
import { base, type Handler } from './face';

/** Methods are called there; every other name is read and set there. */
export function object(remote: Remote): Handler {
  const { methods } = remote.token;
  const isName = (name: string | symbol): name is string =>
    typeof name === 'string' &&
    name !== 'then' &&
    (methods.includes(name) || (!name.startsWith('_') && !(name in Object.prototype)));
  return {
    get: (target, name) => {
      if (name === 'toString') return () => textOf(remote);
      if (!isName(name) || name === 'toJSON') return Reflect.get(target, name) as unknown;
      const method = [name, base(name)].find((one) => methods.includes(one));
      if (method === undefined) {
        return scopeOf(remote, name) ?? waitForOf(remote, base(name)) ?? remote.do('get', name);
      }
      return (...args: unknown[]) => remote.do('call', method, args);
    },
    set: (_, name, value) => isName(name) && Boolean(remote.do('set', name, value)),
    has: (_, name) => isName(name) && (methods.includes(base(name)) || Boolean(remote.do('has', name))),
    deleteProperty: () => false,
  };
}
