/**
 * Where a server that speaks TLS only waits for its clients. What it gives are connections as those of a Listener: the other end is
 * in this process, joined to a session of TLS.
 */
import { createServer, Socket } from 'node:net';
import { createServer as createTlsServer, type Server, type TLSSocket } from 'node:tls';
import { authenticate, Connection, type Address } from '../../connection';
import { OSError } from '../../errors';
import { native, type Descriptor } from '../../native';
import type { Door } from '../server/door';
import { bridge } from './bridge';
import { tlsError, type TlsOptions } from './options';

const BACKLOG = 128;
const USUAL_LIMIT = 10_000;
/** Callers that have not shown yet that they have the key: beyond that the oldest has to go. */
const MOST_CANDIDATES = 256;
/** For callers that wait for our first word, as those do who speak no TLS: a message of the handshake. */
const REFUSAL = Buffer.from('\0\0\0\x05#TLS#', 'latin1');
/** It is to be read before the session is taken down. */
const REFUSAL_MS = 1000;

export class SecureDoor implements Door {
  readonly address: Address;
  readonly secure = true;
  readonly #server: Server;
  readonly #callers = createServer({ noDelay: true }, (socket) => this.#knock(socket));
  readonly #limit: number;
  readonly #socket: Descriptor;
  #listening = false;
  /** By where they are. */
  readonly #candidates = new Map<string, Socket>();
  readonly #arrived: Connection[] = [];
  #waiting: { resolve: (connection: Connection) => void; reject: (reason: Error) => void } | null = null;
  #closed = false;

  /** Bound at once; answers from the first accept() on. Throws ERR_MANAGER_TLS for options that node:tls does not take. */
  constructor(
    [host, port]: readonly [string, number],
    private readonly authkey: Buffer,
    options: TlsOptions,
  ) {
    this.#limit = options.handshakeTimeout ?? USUAL_LIMIT;
    this.#server = makeServer({ ...options, handshakeTimeout: this.#limit + REFUSAL_MS });
    this.#server.on('secureConnection', (session) => void this.#examine(session));
    this.#server.on('tlsClientError', (_, session) => session.destroy());
    this.#socket = new native.Descriptor(native.listenSocket(host, port, BACKLOG));
    this.address = native.socketName(this.#socket.fileno());
  }

  get closed(): boolean {
    return this.#closed;
  }

  accept(): Promise<Connection> {
    this.#listen();
    const next = this.#arrived.shift();
    if (next !== undefined) return Promise.resolve(next);
    return new Promise((resolve, reject) => (this.#waiting = { resolve, reject }));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#listening) this.#callers.close();
    else this.#socket.close();
    for (const socket of this.#candidates.values()) socket.destroy();
    for (const connection of this.#arrived) connection.close();
    this.#waiting?.reject(new OSError('listener is closed', { code: 'EBADF' }));
  }

  #listen(): void {
    if (this.#listening) return;
    this.#listening = true;
    this.#callers.on('error', () => {
      if (!this.#callers.listening) this.close(); // otherwise somebody could not be let in, for want of descriptors
    });
    this.#callers.listen({ fd: this.#socket.release(), backlog: BACKLOG, exclusive: true });
  }

  /** TLS begins with a word of the client's. */
  #knock(socket: Socket): void {
    const place = placeOf(socket);
    const [oldest] = this.#candidates.values();
    if (this.#candidates.size >= MOST_CANDIDATES) oldest?.destroy();
    this.#candidates.set(place, socket);
    const refusal = setTimeout(() => {
      if (socket.bytesRead === 0) socket.write(REFUSAL);
    }, this.#limit);
    socket.on('error', () => {});
    socket.once('close', () => {
      clearTimeout(refusal);
      this.#candidates.delete(place);
    });
    this.#server.emit('connection', socket);
  }

  /** The session is there; now the caller has to show that it has the key. */
  async #examine(session: TLSSocket): Promise<void> {
    const place = placeOf(session);
    const connection = join(session);
    if (connection === null) return;
    try {
      await authenticate(connection, { key: this.authkey, role: 'listener', limit: this.#limit });
    } catch {
      return; // closed, and the caller has been told
    }
    this.#candidates.delete(place);
    this.#admit(connection);
  }

  #admit(connection: Connection): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (this.#closed) connection.close();
    else if (waiting !== null) waiting.resolve(connection);
    else this.#arrived.push(connection);
  }
}

function makeServer(options: TlsOptions): Server {
  if (options.cert === undefined && options.pfx === undefined)
    throw tlsError('a server needs a certificate: cert and key, or pfx');
  try {
    return createTlsServer(options);
  } catch (error) {
    throw tlsError('the options tls of the manager are no good', error);
  }
}

/** Null when there are no descriptors left: the caller is sent away. */
function join(session: TLSSocket): Connection | null {
  try {
    const [ours, theirs] = native.socketPair();
    bridge(new Socket({ fd: theirs }), session);
    return new Connection(ours);
  } catch {
    session.on('error', () => {}).destroy();
    return null;
  }
}

function placeOf({ remoteAddress, remotePort }: Socket): string {
  return `${String(remoteAddress)} ${String(remotePort)}`;
}
