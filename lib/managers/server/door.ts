/** Where a server waits for its clients. */
import { Listener, type Address, type Connection } from '../../connection';
import type * as SecureDoorModule from '../tls/secure-door';
import type { TlsOptions } from '../tls/options';

export interface Door {
  readonly address: Address;
  readonly closed: boolean;
  /** It speaks TLS: what comes, comes through the event loop of this process. */
  readonly secure?: true;
  /** Rejects with AuthenticationError when somebody had not the key. */
  accept(): Promise<Connection>;
  close(): void;
}

export function openDoor(address: Address | null, authkey: Buffer, tls: TlsOptions | null): Door {
  if (tls === null) return new Listener(address, { authkey });
  // Only now: node:tls would make every program's start slower, and its forks.
  const secure = require('../tls/secure-door') as typeof SecureDoorModule;
  return new secure.SecureDoor(address as readonly [string, number], authkey, tls);
}
