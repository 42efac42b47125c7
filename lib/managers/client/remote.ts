/** An object in a server, seen from a client: operations by name. Proxies are made of it. */
import type { Operation, Token } from '../protocol';
import type { Link } from './link';

export class Remote {
  constructor(
    readonly link: Link,
    readonly token: Token,
  ) {}

  do(operation: Operation, name: unknown = null, argument?: unknown): unknown {
    return this.link.call(['do', this.token.id, operation, name, argument]);
  }

  doAsync(operation: Operation, name: unknown = null, argument?: unknown): Promise<unknown> {
    return this.link.callAsync(['do', this.token.id, operation, name, argument]);
  }
}

/** Which operations a proxy stands for, by proxy. */
const remotes = new WeakMap<object, Remote>();

export function noteRemote(proxy: object, remote: Remote): void {
  remotes.set(proxy, remote);
}

export function remoteOf(proxy: unknown): Remote | undefined {
  return typeof proxy === 'object' && proxy !== null ? remotes.get(proxy) : undefined;
}
