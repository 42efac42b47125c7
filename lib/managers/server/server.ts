/**
 * The process that has the objects: one event loop, one coroutine for each connection. A call that waits (a queue's get) is
 * a promise here and blocks only its caller.
 *
 * An object lives as long as somebody refers to it: client processes (sessions) count their proxies, objects that
 * contain it count too. A session that has lost its last connection is gone: its references are dropped, its locks
 * given back.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection, Listener } from '../../connection';
import { LocalReference, setRoles } from '../references';
import {
  LONGEST,
  packReply,
  RemoteError,
  unpackRequest,
  type DoRequest,
  type Reply,
  type Request,
  type Token,
} from '../protocol';
import { faceOf, type Registry } from '../registry';
import { Caller, Session } from './caller';
import type { Entry } from './entry';
import { ITSELF, methodsOf, perform } from './faces';

export class ObjectServer {
  readonly #objects = new Map<number, Entry>();
  readonly #sessions = new Map<string, Session>();
  readonly #connections = new Set<Connection>();
  readonly #contained = new FinalizationRegistry<number>((id) => this.#drop(id, 1));
  #nextId = 1;
  #answering: Session | null = null;
  #stop!: () => void;
  /** Settles when a client has asked for the end. */
  readonly stopped = new Promise<void>((resolve) => (this.#stop = resolve));

  constructor(
    private readonly registry: Registry,
    private readonly listener: Listener,
  ) {
    setRoles({
      local: (token) => this.#refer(token),
      leaving: ({ token }) => this.#answering !== null && this.#count(this.#answering, token.id, 1),
    });
  }

  /** Until stop(). */
  async serve(): Promise<void> {
    void this.#admit();
    await this.stopped;
    this.listener.close();
    for (const conn of this.#connections) conn.close();
  }

  stop(): void {
    this.#stop();
  }

  async #admit(): Promise<void> {
    while (!this.listener.closed) {
      try {
        void this.#attend(await this.listener.accept());
      } catch (error) {
        // Who has not the key is sent away; without descriptors the rest waits at the door.
        if ((error as { code?: unknown }).code !== 'ERR_AUTHENTICATION') await sleep(20);
      }
    }
  }

  /** One client connection, to its end; bytes that are no request end it too. */
  async #attend(conn: Connection): Promise<void> {
    this.#connections.add(conn);
    let session: Session | null = null;
    try {
      const [kind, id] = unpackRequest(await conn.recvBytes(LONGEST));
      if (kind !== 'join' || typeof id !== 'string')
        throw new RemoteError('a client that does not say who it is');
      session = this.#join(id);
      for (;;) {
        const request = unpackRequest(await conn.recvBytes(LONGEST));
        const reply = await this.#answer(conn, session, request);
        if (reply === null) break;
        await conn.sendBytes(reply);
        if (request[0] === 'shutdown') this.#stop();
      }
    } catch {
      // gone, or no client of ours
    } finally {
      conn.close();
      this.#connections.delete(conn);
      if (session !== null) this.#leave(session);
    }
  }

  async #answer(conn: Connection, session: Session, request: Request): Promise<Buffer | null> {
    const caller = new Caller(session);
    let reply: Reply;
    try {
      const result = this.#do(caller, request);
      reply = [true, isThenable(result) ? await this.#whileConnected(conn, caller, result) : result];
    } catch (error) {
      reply = [false, error];
    }
    if (caller.gone) return null;
    if (reply[1] === ITSELF) reply = [true, null];
    this.#answering = session;
    try {
      return packReply(reply);
    } finally {
      this.#answering = null;
    }
  }

  /** A client says nothing while it waits for an answer: whatever comes, it has hung up, and its call is over. */
  async #whileConnected(conn: Connection, caller: Caller, result: PromiseLike<unknown>): Promise<unknown> {
    const answered = new AbortController();
    void conn.poll({ signal: answered.signal }).then(
      () => caller.leave(),
      () => answered.signal.aborted || caller.leave(),
    );
    try {
      return await result;
    } finally {
      answered.abort();
    }
  }

  #do(caller: Caller, request: Request): unknown {
    switch (request[0]) {
      case 'do':
        return this.#operate(caller, request);
      case 'create':
        return this.#create(request[1], request[2]);
      case 'adopt':
        for (const [id, count] of request[1])
          if (this.#objects.has(id)) this.#count(caller.session, id, count);
        return null;
      case 'release':
        for (const id of request[1]) this.#count(caller.session, id, -1);
        return null;
      case 'count':
        return this.#objects.size;
      case 'shutdown':
        return null;
      default:
        throw new RemoteError('no request', 'ERR_BAD_MESSAGE');
    }
  }

  #operate(caller: Caller, [, id, operation, name, argument]: DoRequest): unknown {
    const entry = this.#objects.get(id);
    if (entry === undefined)
      throw new RemoteError('the object of this proxy is gone', 'ERR_MANAGER_OBJECT_GONE');
    const result = perform(entry, caller, operation, name, argument);
    const typeid = operation === 'call' ? entry.methodToTypeid[String(name)] : undefined;
    if (typeid === undefined) return result;
    return isThenable(result) ? result.then((made) => this.#keep(typeid, made)) : this.#keep(typeid, result);
  }

  #create(typeid: string, args: readonly unknown[]): unknown {
    const type = this.registry.get(typeid);
    if (type?.make == null)
      throw new RemoteError(`nothing is registered as ${String(typeid)}`, 'ERR_MANAGER_TYPE');
    // Objects of the server's own are handed in as themselves: a Condition needs its lock.
    const made = type.make(
      ...args.map((arg) => (arg instanceof LocalReference && type.managed ? arg.object : arg)),
    );
    return isThenable(made) ? made.then((object) => this.#keep(typeid, object)) : this.#keep(typeid, made);
  }

  #keep(typeid: string, made: unknown): LocalReference {
    if (typeof made !== 'object' || made === null) throw new TypeError(`${typeid} gave no object`);
    const type = this.registry.get(typeid);
    const face = type === undefined || type.face === 'object' ? faceFor(made) : type.face;
    const { exposed = null, managed = false, methodToTypeid = {} } = type ?? {};
    const id = this.#nextId++;
    this.#objects.set(id, {
      id,
      typeid,
      face,
      object: made,
      exposed,
      managed,
      methodToTypeid,
      references: 0,
    });
    const methods = face === 'object' ? methodsOf(made, exposed) : [];
    return new LocalReference({ address: this.listener.address, id, typeid, face, methods }, made);
  }

  /** A proxy of an object here has come back: inside another object it keeps it alive. */
  #refer(token: Token): LocalReference | null {
    if (JSON.stringify(token.address) !== JSON.stringify(this.listener.address)) return null;
    const entry = this.#objects.get(token.id);
    if (entry === undefined)
      throw new RemoteError('the object of this proxy is gone', 'ERR_MANAGER_OBJECT_GONE');
    const reference = new LocalReference({ ...token, face: entry.face }, entry.object);
    entry.references++;
    this.#contained.register(reference, token.id);
    return reference;
  }

  #join(id: string): Session {
    const session = this.#sessions.get(id) ?? new Session(id);
    this.#sessions.set(id, session);
    session.connections++;
    return session;
  }

  #leave(session: Session): void {
    if (--session.connections > 0) return;
    this.#sessions.delete(session.id);
    for (const giveBack of [...session.holdings]) giveBack();
    for (const [id, count] of session.references) this.#drop(id, count);
    session.references.clear();
  }

  #count(session: Session, id: number, by: number): void {
    const entry = this.#objects.get(id);
    const has = session.references.get(id) ?? 0;
    if (entry === undefined || has + by < 0) return;
    if (has + by === 0) session.references.delete(id);
    else session.references.set(id, has + by);
    if (by > 0) entry.references += by;
    else this.#drop(id, -by);
  }

  #drop(id: number, by: number): void {
    const entry = this.#objects.get(id);
    if (entry === undefined) return;
    entry.references -= by;
    if (entry.references <= 0) this.#objects.delete(id);
  }
}

function faceFor(object: object): Token['face'] {
  const face = faceOf(object);
  return ArrayBuffer.isView(object) ? 'array' : face;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as PromiseLike<unknown>).then === 'function'
  );
}
