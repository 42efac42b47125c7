/**
 * The process that has the objects: one event loop. A call that waits (a queue's get) is a promise here and blocks only its
 * caller. A session that has lost its last connection is gone: its references are dropped, its locks given back.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalReference, setRoles } from '../references';
import { RemoteError, type DoRequest, type Request } from '../protocol';
import type { Registry } from '../registry';
import { Session, type Caller } from './caller';
import { PlainChannel, Turn } from './channel';
import { Conversation, isThenable, type Host } from './conversation';
import type { Door } from './door';
import { perform } from './faces';
import { ObjectTable } from './object-table';

export class ObjectServer implements Host {
  readonly #objects: ObjectTable;
  readonly #sessions = new Map<string, Session>();
  readonly #conversations = new Set<Conversation>();
  readonly #turn = new Turn();
  #answering: Caller | null = null;
  #stop!: () => void;
  /** Settles when a client has asked for the end. */
  readonly stopped = new Promise<void>((resolve) => (this.#stop = resolve));

  constructor(
    private readonly registry: Registry,
    private readonly door: Door,
  ) {
    this.#objects = new ObjectTable(registry, { address: door.address, secure: door.secure === true });
    setRoles({
      local: (token) => this.#objects.refer(token),
      leaving: (reference) => this.#give(reference),
    });
  }

  /** Until stop(). */
  async serve(): Promise<void> {
    void this.#admit();
    await this.stopped;
    this.door.close();
    for (const conversation of this.#conversations) conversation.close();
  }

  stop(): void {
    this.#stop();
  }

  async #admit(): Promise<void> {
    while (!this.door.closed) {
      try {
        const channel = new PlainChannel(await this.door.accept(), this.#turn, this.door.secure === true);
        const conversation = new Conversation(channel, this);
        this.#conversations.add(conversation);
        channel.open(conversation);
      } catch (error) {
        // Who has not the key is sent away; without descriptors the rest waits at the door.
        if ((error as { code?: unknown }).code !== 'ERR_AUTHENTICATION') await sleep(20);
      }
    }
  }

  ended(conversation: Conversation): void {
    this.#conversations.delete(conversation);
  }

  answered(request: Request): void {
    if (request[0] === 'shutdown') this.#stop();
  }

  perform(caller: Caller, request: Request): unknown {
    switch (request[0]) {
      case 'do':
        return this.#operate(caller, request);
      case 'create':
        return this.#create(request[1], request[2]);
      case 'adopt':
        for (const [id, count] of request[1]) this.#objects.count(caller.session, id, count);
        return null;
      case 'release':
        for (const id of request[1]) this.#objects.count(caller.session, id, -1);
        return null;
      case 'count':
        return this.#objects.size;
      case 'shutdown':
        return null;
      default:
        throw new RemoteError('no request', 'ERR_BAD_MESSAGE');
    }
  }

  whileAnswering<T>(caller: Caller, pack: () => T): T {
    this.#answering = caller;
    try {
      return pack();
    } finally {
      this.#answering = null;
    }
  }

  join(id: string): Session {
    const session = this.#sessions.get(id) ?? new Session(id);
    this.#sessions.set(id, session);
    session.connections++;
    return session;
  }

  leave(session: Session): void {
    if (--session.connections > 0) return;
    this.#sessions.delete(session.id);
    for (const giveBack of [...session.holdings]) giveBack();
    this.#objects.release(session);
  }

  /** A reference leaves with an answer: the client that gets it counts it, if it does. */
  #give({ token }: LocalReference): void {
    if (this.#answering !== null) this.#objects.count(this.#answering.session, token.id, 1);
  }

  #operate(caller: Caller, [, id, operation, name, argument]: DoRequest): unknown {
    const entry = this.#objects.get(id);
    const result = perform(entry, caller, operation, name, argument);
    const stays = operation === 'call' && Object.hasOwn(entry.methodToTypeid, String(name));
    return stays ? this.#keep(entry.methodToTypeid[String(name)] as string, result) : result;
  }

  #create(typeid: string, args: readonly unknown[]): unknown {
    const type = this.registry.get(typeid);
    if (type?.make == null)
      throw new RemoteError(`nothing is registered as ${String(typeid)}`, 'ERR_MANAGER_TYPE');
    // Objects of the server's own are handed in as themselves: a Condition needs its lock.
    const own = (arg: unknown): unknown => (arg instanceof LocalReference && type.managed ? arg.object : arg);
    return this.#keep(typeid, type.make(...args.map(own)));
  }

  #keep(typeid: string, made: unknown): unknown {
    return isThenable(made)
      ? made.then((object) => this.#objects.keep(typeid, object))
      : this.#objects.keep(typeid, made);
  }
}
