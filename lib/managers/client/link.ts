/**
 * This process's connections to one server: one call at a time on each, so that a call that waits blocks nobody else;
 * another that only says "I am here". Made when first needed, and anew after a fork.
 */
import { randomUUID } from 'node:crypto';
import type { Address, Connection } from '../../connection';
import { PlainDial, SecureDial, type Dial } from '../tls/dial';
import type { TlsOptions } from '../tls/options';
import { LONGEST, packRequest, unpackReply, type Reply, type Request } from '../protocol';
import { Vigil } from '../vigil';

/** What it takes to use a server. */
export interface Access {
  address: Address;
  authkey: Buffer;
  tls: TlsOptions | null;
}

/** The link whose answer is being read: what comes in it is counted already. */
let answering: Link | null = null;

export function answeringLink(): Link | null {
  return answering;
}

function readAnswer(link: Link, bytes: Buffer, length: number): Reply {
  const outer = answering;
  answering = link;
  try {
    return unpackReply(bytes, length);
  } finally {
    answering = outer;
  }
}

const GOT = Buffer.from(packRequest(['got']));
const ADOPT_MS = 5000;
const MOST_IDLE = 8;

export class Link {
  #session = randomUUID();
  #presence: Connection | null = null;
  #idle: Connection[] = [];
  /** Proxies of this process, by object. */
  readonly #proxies = new Map<number, number>();
  #released: number[] = [];
  readonly #vigil = new Vigil();
  readonly #collected = new FinalizationRegistry<number>((id) => this.#release(id));
  readonly #dial: Dial;
  readonly address: Address;
  readonly secure: boolean;

  constructor({ address, authkey, tls }: Access) {
    this.address = address;
    this.secure = tls !== null;
    this.#dial = tls === null ? new PlainDial(address, authkey) : new SecureDial(address, authkey, tls);
  }

  get connected(): boolean {
    return this.#proxies.size > 0 || this.#presence !== null;
  }

  /** Blocks until the answer; throws what the server threw. */
  call(request: Request): unknown {
    const conn = this.#takeSync();
    let reply: Reply;
    try {
      const awake = this.#vigil.begin();
      reply = conn.ask(packRequest(request), this.#read, LONGEST, awake);
      this.#vigil.end();
      if (reply[2] === true) conn.sendBytesSync(GOT);
    } catch (error) {
      this.#abandon(conn, error);
    }
    return this.#settle(conn, reply);
  }

  async callAsync(request: Request): Promise<unknown> {
    const bytes = Buffer.from(packRequest(request));
    const conn = await this.#take();
    let reply: Reply;
    try {
      await conn.sendBytes(bytes);
      const answer = await conn.recvBytes(LONGEST);
      reply = this.#read(answer, answer.length);
      if (reply[2] === true) conn.sendBytesSync(GOT);
    } catch (error) {
      this.#abandon(conn, error);
    }
    return this.#settle(conn, reply);
  }

  /** A proxy that came with an answer: the server has counted it already. */
  hold(proxy: object, id: number): void {
    this.#proxies.set(id, (this.#proxies.get(id) ?? 0) + 1);
    this.#collected.register(proxy, id);
  }

  /** A proxy that came another way: the server has to be told. */
  adopt(proxy: object, id: number): void {
    this.call(['adopt', [[id, 1]]]);
    this.hold(proxy, id);
  }

  /** In a child: connections are the parent's; what it refers to, the child refers to as well. */
  startOver(): void {
    for (const conn of [...this.#idle.splice(0), this.#presence]) conn?.dropAfterFork();
    this.#presence = null;
    this.#released = [];
    this.#session = randomUUID();
    this.#dial.inherit(this.#proxies.size > 0);
    if (this.#proxies.size === 0) return;
    try {
      const conn = this.#takeSync(ADOPT_MS);
      conn.sendBytesSync(packRequest(['adopt', [...this.#proxies]]), 0, null, ADOPT_MS);
      const answer = conn.recvBytesSync(LONGEST, ADOPT_MS);
      this.#settle(conn, this.#read(answer, answer.length));
    } catch {
      // The server has ended: the first call will tell.
    }
  }

  async close(): Promise<void> {
    this.#proxies.clear();
    for (const conn of [...this.#idle.splice(0), this.#presence]) conn?.close();
    this.#presence = null;
    await this.#dial.close();
  }

  readonly #read = (bytes: Buffer, length: number): Reply => readAnswer(this, bytes, length);

  /** What could not be sent has left nothing behind; anything else, and its answer would be taken for that of another call. */
  #abandon(conn: Connection, error: unknown): never {
    if ((error as { name?: unknown }).name === 'DataCloneError') this.#putBack(conn);
    else {
      conn.close();
      this.#sortOut();
    }
    throw error;
  }

  /** What else has ended with it: nothing but an end comes unasked. */
  #sortOut(): void {
    const ended = (conn: Connection): boolean => {
      if (!conn.closed && !conn.pollSync(0)) return false;
      conn.close();
      return true;
    };
    this.#idle = this.#idle.filter((conn) => !ended(conn));
    if (this.#presence !== null && ended(this.#presence)) this.#presence = null;
  }

  #settle(conn: Connection, [ok, value]: Reply): unknown {
    this.#putBack(conn);
    if (!ok) throw value;
    return value;
  }

  #putBack(conn: Connection): void {
    if (this.#idle.length < MOST_IDLE) this.#idle.push(conn);
    else conn.close();
  }

  #takeSync(timeout?: number): Connection {
    this.#presence ??= this.#introduce(this.#dial.connectSync(timeout));
    return this.#idle.pop() ?? this.#introduce(this.#dial.connectSync(timeout));
  }

  async #take(): Promise<Connection> {
    if (this.#presence === null) {
      const presence = this.#introduce(await this.#dial.connect());
      if (this.#presence === null) this.#presence = presence;
      else presence.close();
    }
    return this.#idle.pop() ?? this.#introduce(await this.#dial.connect());
  }

  #introduce(conn: Connection): Connection {
    conn.sendBytesSync(packRequest(['join', this.#session]));
    return conn;
  }

  #release(id: number): void {
    const count = (this.#proxies.get(id) ?? 1) - 1;
    if (count === 0) this.#proxies.delete(id);
    else this.#proxies.set(id, count);
    if (this.#released.push(id) === 1) setImmediate(() => this.#sendReleased()).unref();
  }

  #sendReleased(): void {
    const ids = this.#released.splice(0);
    if (ids.length > 0 && this.#presence !== null) this.callAsync(['release', ids]).catch(() => {});
  }
}
