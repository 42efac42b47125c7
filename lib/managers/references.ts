/**
 * Proxies and the server's own references to its objects cross connections as tokens. What a token becomes depends on the
 * process: in its server the object itself, elsewhere a proxy.
 */
import { inspect } from 'node:util';
import { badMessage, registerTransferable } from '../codec';
import { addForkHooks } from '../util/fork-hooks';
import type { Face, Token } from './protocol';

const FACES: readonly Face[] = ['dict', 'list', 'map', 'set', 'namespace', 'array', 'object', 'pool'];

/** An object of this process's server inside of another one of its objects. */
export class LocalReference {
  constructor(
    readonly token: Token,
    readonly object: object,
  ) {}

  [inspect.custom](): object {
    return shown(this.object);
  }
}

/** Dicts have no prototype, lest a key be taken for one of its names; that need not be seen. */
export function shown(object: object): object {
  return Object.getPrototypeOf(object) === null ? { ...object } : object;
}

/** Of proxies: their tokens. */
const tokens = new WeakMap<object, Token>();

export function noteProxy(proxy: object, token: Token): void {
  tokens.set(proxy, token);
}

interface Roles {
  /** In a server: the reference to one of its own objects, or null. */
  local: (token: Token) => LocalReference | null;
  /** In a server: the client that is being answered gets a reference. */
  leaving: (reference: LocalReference) => void;
  proxy: (token: Token) => object;
}
const none: Pick<Roles, 'local' | 'leaving'> = { local: () => null, leaving: () => {} };
const roles: Roles = {
  ...none,
  proxy: () => {
    throw badMessage('a proxy');
  },
};

export function setRoles(some: Partial<Roles>): void {
  Object.assign(roles, some);
}

/** A child of a server is none. */
addForkHooks({ needed: () => roles.local !== none.local, afterInChild: () => setRoles(none) });

registerTransferable<object>('Proxy', LocalReference, {
  matches: (proxy) => tokens.has(proxy),
  encode: (thing) => {
    if (!(thing instanceof LocalReference)) return tokens.get(thing);
    roles.leaving(thing);
    return thing.token;
  },
  decode: (data) => {
    const token = checkToken(data);
    return roles.local(token) ?? roles.proxy(token);
  },
});

function checkToken(data: unknown): Token {
  const { address, secure, id, typeid, face, methods } = (data ?? {}) as Partial<Token>;
  const tcp = Array.isArray(address) && typeof address[0] === 'string' && typeof address[1] === 'number';
  if (
    (typeof address !== 'string' && !tcp) ||
    typeof secure !== 'boolean' ||
    !Number.isSafeInteger(id) ||
    typeof typeid !== 'string' ||
    !FACES.includes(face as Face) ||
    !Array.isArray(methods) ||
    !methods.every((name) => typeof name === 'string')
  ) {
    throw badMessage('a proxy of nothing');
  }
  return { address, secure, id, typeid, face, methods } as Token;
}
