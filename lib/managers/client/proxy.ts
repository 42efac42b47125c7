/** Proxies that look like what they stand for: plain objects, arrays, Maps, Sets, and objects with methods. */
import { inspect, type InspectOptions } from 'node:util';
import { noteProxy } from '../references';
import type { Token } from '../protocol';
import { noteRemote, Remote } from './remote';
import type { Link } from './link';
import { HANDLERS } from './faces';
import { show } from './show';

export function makeProxy(link: Link, token: Token): object {
  const remote = new Remote(link, token);
  const target = targetOf(token);
  Object.defineProperty(target, inspect.custom, {
    value: (depth: number, options: InspectOptions) => show(remote, { ...options, depth }),
    configurable: true,
  });
  const proxy: object = new Proxy(target, {
    ...HANDLERS[token.face](remote, () => proxy),
    preventExtensions: () => false,
  });
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
