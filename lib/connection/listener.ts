import { inspect } from 'node:util';
import { native, type Descriptor } from '../native';
import { blocking } from '../util/blocking';
import { addForkHooks } from '../util/fork-hooks';
import { temporaryPath } from '../util/temporary-path';
import { parseTimeout, type Timeout } from '../util/timeout';
import { checkInteger, checkNumber } from '../util/validate';
import {
  checkAddress,
  checkAuthKey,
  nativeArguments,
  publicAddress,
  SocketFile,
  type Address,
  type AuthKey,
} from './address';
import type { Connection } from './connection';
import { closedListener } from './errors';
import { Reception } from './reception';

/** What a `Listener` asks of its callers. */
export interface ListenerOptions {
  /** With it both sides must prove that they have the key. */
  authkey?: AuthKey | null;
  /** How many may wait at the door; default 128. */
  backlog?: number;
  /** Milliseconds that a caller has to prove that it has the key; default 10,000. */
  handshakeTimeout?: number;
}

const open = new Set<Listener>();
process.on('exit', () => {
  for (const listener of open) listener.close();
});
addForkHooks({ needed: () => open.size > 0, afterInChild: () => open.clear() });

/**
 * Waits for connections: at a Unix socket (a path, or `'\0name'` in the abstract namespace), or at `[host, port]`. Without
 * an address at a path of its own, in a directory that only this user can enter; the file has mode 0600 and is removed by
 * `close()` and at the end of its creator. Port 0 takes a free one: see `address`. Python:
 * `multiprocessing.connection.Listener`.
 *
 * Errors: EADDRINUSE, EACCES, ENAMETOOLONG (a path above 107 bytes), ENOTFOUND (a host).
 *
 * @example
 * const listener = new Listener(['127.0.0.1', 0], { authkey: 'secret' });
 * const conn = await listener.accept();
 */
export class Listener implements AsyncIterable<Connection>, Disposable {
  readonly #socket: Descriptor;
  readonly #reception: Reception;
  readonly #address: Address;
  readonly #file: SocketFile | null;
  readonly #closers = new Set<(reason: Error) => void>();
  #lastAccepted: Address | null = null;
  #closed = false;

  constructor(address?: Address | null, options: ListenerOptions = {}) {
    const key = checkAuthKey(options.authkey);
    const backlog = checkInteger(options.backlog ?? 128, 'backlog', 1);
    const timeLimit = checkNumber(options.handshakeTimeout ?? 10_000, 'handshakeTimeout');
    const wanted = address == null ? temporaryPath() : checkAddress(address);
    const fd = native.listenSocket(...nativeArguments(wanted), backlog);
    this.#socket = new native.Descriptor(fd);
    this.#address = typeof wanted === 'string' ? wanted : publicAddress(native.socketName(fd));
    const isFile = typeof wanted === 'string' && !wanted.startsWith('\0');
    this.#file = isFile ? new SocketFile(wanted, address == null) : null;
    this.#reception = new Reception(fd, key, timeLimit);
    if (this.#file !== null) open.add(this);
  }

  /** Where to connect to; the port is the real one. */
  get address(): Address {
    return this.#address;
  }

  /** Where the connection given last came from; `''` for Unix sockets without a name, null before the first. */
  get lastAccepted(): Address | null {
    return this.#lastAccepted;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The descriptor, for `connection.wait`. */
  fileno(): number {
    if (this.#closed) throw closedListener();
    return this.#socket.fileno();
  }

  /**
   * The next connection. A caller that has not the key, or does not speak the protocol, rejects it with
   * AuthenticationError: call again. `EMFILE`: too many open files; the caller stays at the door.
   */
  async accept(timeout?: Timeout): Promise<Connection> {
    this.fileno();
    return this.#welcome(await this.#reception.accept(parseTimeout(timeout)));
  }

  /** {@link accept}, blocking. */
  acceptSync(timeout?: Timeout): Connection {
    this.fileno();
    const wait = parseTimeout(timeout);
    return this.#welcome(blocking(wait.signal, () => this.#reception.acceptSync(wait)));
  }

  /** Idempotent. Rejects those that wait in `accept`. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    open.delete(this);
    const reason = closedListener();
    this.#reception.close(reason);
    this.#socket.close();
    this.#file?.remove();
    for (const closer of [...this.#closers]) closer(reason);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Connections as they come, until the listener is closed here; who fails the handshake is passed over. */
  async *[Symbol.asyncIterator](): AsyncIterableIterator<Connection> {
    while (!this.#closed) {
      try {
        yield await this.accept();
      } catch (error) {
        if (this.#closed) return;
        if ((error as { code?: unknown }).code !== 'ERR_AUTHENTICATION') throw error;
      }
    }
  }

  /** @internal */
  onClose(closer: (reason: Error) => void): () => void {
    this.#closers.add(closer);
    return () => this.#closers.delete(closer);
  }

  [inspect.custom](): string {
    return `Listener { ${this.#closed ? 'closed' : inspect(this.#address)} }`;
  }

  #welcome({ connection, peer }: { connection: Connection; peer: Address }): Connection {
    this.#lastAccepted = peer;
    return connection;
  }
}
