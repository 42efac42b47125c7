/** Proxies that look like what they stand for: plain objects, arrays, Maps, Sets, and objects with methods. */
import { inspect, type InspectOptions } from 'node:util';
import { noteProxy } from '../references';
import type { Token } from '../protocol';
import { noteRemote, Remote } from './remote';
import type { Link } from './link';
import { poolFaceOf } from './pool-face';

/** Methods that give the object itself. */
const FLUENT: Readonly<Record<string, readonly string[]>> = {
  list: ['reverse', 'sort', 'fill', 'copyWithin'],
  array: ['reverse', 'sort', 'fill', 'set'],
  map: ['set'],
  set: ['add'],
};
/** Methods of a list that take a function: it works on a copy here, what sorts is put back. */
const CHANGING = ['sort'];

type Handler = ProxyHandler<object>;
type AnyFunction = (...args: unknown[]) => unknown;

export function makeProxy(link: Link, token: Token): object {
  const remote = new Remote(link, token);
  const target = targetOf(token);
  Object.defineProperty(target, inspect.custom, {
    value: (depth: number, options: InspectOptions) => show(remote, { ...plain(options), depth }),
    configurable: true,
  });
  const proxy: object = new Proxy(
    target,
    HANDLERS[token.face](remote, () => proxy),
  );
  noteProxy(proxy, token);
  noteRemote(proxy, remote);
  return proxy;
}

/** `Array.isArray(list)` and `instanceof` are true of what the proxy stands for. */
function targetOf({ face }: Token): object {
  switch (face) {
    case 'list':
    case 'array':
      return [];
    case 'map':
      return Object.create(Map.prototype) as object;
    case 'set':
      return Object.create(Set.prototype) as object;
    default:
      return {};
  }
}

function plain(options: InspectOptions): InspectOptions {
  const { colors, compact, breakLength, showHidden, maxArrayLength, maxStringLength, sorted } = options;
  return {
    colors,
    compact,
    breakLength,
    showHidden,
    maxArrayLength,
    maxStringLength,
    sorted,
  } as InspectOptions;
}

function show(remote: Remote, options: InspectOptions): unknown {
  try {
    return remote.do('text', null, options);
  } catch (error) {
    return `<${remote.token.typeid} proxy: ${(error as Error).message}>`;
  }
}

/** Entries of the object are properties: `d[1] = 18`, `k in d`, `delete d[k]`, `Object.keys(d)`. */
function dict(remote: Remote): Handler {
  const isLocal = (name: string | symbol): boolean => typeof name === 'symbol' || name === 'then';
  return {
    get: (target, name) => {
      if (isLocal(name)) return Reflect.get(target, name) as unknown;
      if (name === 'toJSON') return () => remote.do('value');
      return remote.do('get', name);
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

const entry = (value: unknown): PropertyDescriptor => ({
  value,
  writable: true,
  enumerable: true,
  configurable: true,
});

/** Indices and the length are the object's; methods run there, those that take functions on a copy. */
function list(remote: Remote, self: () => object): Handler {
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
    const fluent = FLUENT['list']?.includes(name) ?? false;
    if (OVER_THERE.has(name) && !args.some((arg) => typeof arg === 'function')) {
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

/** Maps and Sets: their methods; what goes over all of it works on a copy. */
function collection(face: 'map' | 'set') {
  const prototype = (face === 'map' ? Map : Set).prototype as object;
  const remoteMethods =
    face === 'map' ? ['get', 'set', 'has', 'delete', 'clear'] : ['add', 'has', 'delete', 'clear'];
  return (remote: Remote, self: () => object): Handler => ({
    get: (target, name) => {
      if (name === 'size') return remote.do('get', 'size');
      if (typeof name === 'string' && remoteMethods.includes(name)) {
        return (...args: unknown[]) => {
          const result = remote.do('call', name, args);
          return FLUENT[face]?.includes(name) ? self() : result;
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

/** Methods are called there; every other name is read and set there. */
function object(remote: Remote): Handler {
  const { methods } = remote.token;
  const isName = (name: string | symbol): name is string =>
    typeof name === 'string' && name !== 'then' && !name.startsWith('_') && !(name in Object.prototype);
  return {
    get: (target, name) => {
      if (name === 'toString') return () => String(show(remote, {}));
      if (!isName(name) || name === 'toJSON') return Reflect.get(target, name) as unknown;
      const method = [name, base(name)].find((one) => methods.includes(one));
      if (method === undefined) return remote.do('get', name);
      return (...args: unknown[]) => remote.do('call', method, args);
    },
    set: (_, name, value) => isName(name) && Boolean(remote.do('set', name, value)),
    has: (_, name) => isName(name) && (methods.includes(base(name)) || Boolean(remote.do('has', name))),
    deleteProperty: () => false,
  };
}

/** `acquireSync` and `acquire` are one: calls of a proxy block. */
export function base(name: string): string {
  return name.endsWith('Sync') ? name.slice(0, -4) : name;
}

/** Its functions cannot go there: what it does it does here. */
function pool(remote: Remote): Handler {
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

const HANDLERS: Record<Token['face'], (remote: Remote, self: () => object) => Handler> = {
  dict,
  namespace: dict,
  list,
  array: list,
  map: collection('map'),
  set: collection('set'),
  object,
  pool,
};
