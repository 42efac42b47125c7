/**
 * This process's connections to one server: one call at a time on each, so that a call that waits blocks nobody else;
 * another that only says "I am here". Made when first needed, and anew after a fork.
 */
import { randomUUID } from 'node:crypto';
import { Client, ClientSync, type Address, type Connection } from '../../connection';
import { addForkHooks } from '../../util/fork-hooks';
import { LONGEST, packRequest, unpackReply, type Reply, type Request } from '../protocol';

const links = new Map<string, Link>();
addForkHooks({
  afterInChild: () => {
    for (const link of links.values()) link.startOver();
  },
});

/** The link to a server for who has this key. */
export function linkTo(address: Address, key: Buffer): Link {
  const name = `${JSON.stringify(address)} ${key.toString('hex')}`;
  const link = links.get(name) ?? new Link(address, key);
  links.set(name, link);
  return link;
}

/** A link to that server that has been of use here: whoever made it had the key. */
export function knownLink(address: Address): Link | undefined {
  const name = JSON.stringify(address);
  return [...links.values()].find((link) => link.connected && JSON.stringify(link.address) === name);
}

/** The link whose answer is being read: what comes in it is counted already. */
let answering: Link | null = null;

export function answeringLink(): Link | null {
  return answering;
}

function whileAnswering<T>(link: Link, read: () => T): T {
  answering = link;
  try {
    return read();
  } finally {
    answering = null;
  }
}

const GOT = packRequest(['got']);
const ADOPT_MS = 5000;
const MOST_IDLE = 8;

export class Link {
  #session = randomUUID();
  #presence: Connection | null = null;
  #idle: Connection[] = [];
  /** Proxies of this process, by object. */
  readonly #proxies = new Map<number, number>();
  #released: number[] = [];
  readonly #collected = new FinalizationRegistry<number>((id) => this.#release(id));

  constructor(
    readonly address: Address,
    private readonly key: Buffer,
  ) {}

  get connected(): boolean {
    return this.#proxies.size > 0 || this.#presence !== null;
  }

  /** Blocks until the answer; throws what the server threw. */
  call(request: Request): unknown {
    const bytes = packRequest(request);
    return this.#exchange(this.#takeSync(), bytes);
  }

  async callAsync(request: Request): Promise<unknown> {
    const bytes = packRequest(request);
    const conn = await this.#take();
    let reply: Buffer;
    try {
      await conn.sendBytes(bytes);
      reply = await conn.recvBytes(LONGEST);
    } catch (error) {
      conn.close();
      throw error;
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
    if (this.#proxies.size === 0) return;
    try {
      this.#exchange(this.#takeSync(ADOPT_MS), packRequest(['adopt', [...this.#proxies]]), ADOPT_MS);
    } catch {
      // The server has ended: the first call will tell.
    }
  }

  close(): void {
    this.#proxies.clear();
    for (const conn of [...this.#idle.splice(0), this.#presence]) conn?.close();
    this.#presence = null;
  }

  #exchange(conn: Connection, request: Buffer, timeout?: number): unknown {
    let bytes: Buffer;
    try {
      conn.sendBytesSync(request);
      bytes = conn.recvBytesSync(LONGEST, timeout);
    } catch (error) {
      conn.close(); // its answer would be taken for that of another call
      throw error;
    }
    return this.#settle(conn, bytes);
  }

  #settle(conn: Connection, bytes: Buffer): unknown {
    let reply: Reply;
    try {
      reply = whileAnswering(this, () => unpackReply(bytes));
      if (reply[2] === true) conn.sendBytesSync(GOT);
    } catch (error) {
      conn.close();
      throw error;
    }
    const [ok, value] = reply;
    if (this.#idle.length < MOST_IDLE) this.#idle.push(conn);
    else conn.close();
    if (!ok) throw value;
    return value;
  }

  #takeSync(timeout?: number): Connection {
    this.#presence ??= this.#introduce(ClientSync(this.address, { authkey: this.key, timeout }));
    return this.#idle.pop() ?? this.#introduce(ClientSync(this.address, { authkey: this.key, timeout }));
  }

  async #take(): Promise<Connection> {
    if (this.#presence === null) {
      const presence = this.#introduce(await Client(this.address, { authkey: this.key }));
      if (this.#presence === null) this.#presence = presence;
      else presence.close();
    }
    return this.#idle.pop() ?? this.#introduce(await Client(this.address, { authkey: this.key }));
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
