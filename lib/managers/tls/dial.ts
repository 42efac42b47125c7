/** How the clients of a server come to it: plainly, or over TLS through a relay. */
import {
  authenticate,
  authenticateSync,
  Client,
  ClientSync,
  type Address,
  type Connection,
} from '../../connection';
import { EOFError } from '../../errors';
import { tlsError, type TlsOptions } from './options';
import { relay, type Wanted } from './relay';

export interface Dial {
  connect(): Promise<Connection>;
  connectSync(timeout?: number): Connection;
  /** In a child; `needed`: it has proxies. */
  inherit(needed: boolean): void;
  /** When all connections are closed. */
  close(): Promise<void>;
}

export class PlainDial implements Dial {
  constructor(
    private readonly address: Address,
    private readonly authkey: Buffer,
  ) {}

  connect(): Promise<Connection> {
    return Client(this.address, { authkey: this.authkey });
  }

  connectSync(timeout?: number): Connection {
    return ClientSync(this.address, { authkey: this.authkey, timeout });
  }

  inherit(): void {}

  async close(): Promise<void> {}
}

/** The relay has limits of its own; these are for one that is stopped. */
const RELAY_MS = 60_000;

export class SecureDial implements Dial {
  readonly #wanted: Wanted;

  constructor(
    address: Address,
    private readonly authkey: Buffer,
    options: TlsOptions,
  ) {
    this.#wanted = { address, options };
  }

  async connect(): Promise<Connection> {
    const connection = relay.open(this, this.#wanted);
    const answer = await connection.recv(RELAY_MS).catch((error: unknown) => error);
    if (!this.#isThere(connection, answer)) return this.connect();
    await authenticate(connection, { key: this.authkey, role: 'client' });
    return connection;
  }

  connectSync(timeout = RELAY_MS): Connection {
    const connection = relay.open(this, this.#wanted);
    if (!this.#isThere(connection, receive(connection, timeout))) return this.connectSync(timeout);
    authenticateSync(connection, { key: this.authkey, role: 'client' }, { ms: timeout, signal: undefined });
    return connection;
  }

  inherit(needed: boolean): void {
    if (!needed) relay.disown(this);
  }

  close(): Promise<void> {
    return relay.leave(this);
  }

  /** False when the helper has died and there is to be another; one that has just been started has died of something else. */
  #isThere(connection: Connection, answer: unknown): boolean {
    if (answer === null) return true;
    connection.close();
    if (!(answer instanceof EOFError)) throw answer;
    if (relay.isNew) throw tlsError('the helper that speaks TLS for this process died', answer);
    relay.abandon();
    return false;
  }
}

function receive(connection: Connection, timeout: number): unknown {
  try {
    return connection.recvSync(timeout);
  } catch (error) {
    return error;
  }
}
