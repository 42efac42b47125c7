/** One connection of a client, from its introduction on: requests, one at a time, each answered before the next. */
import { ITSELF } from './faces';
import { packReply, RemoteError, type Reply, type Request } from '../protocol';
import { Caller, type Session } from './caller';
import type { Attendant, Channel } from './channel';

/** What a conversation is about. */
export interface Host {
  join(id: string): Session;
  leave(session: Session): void;
  /** Throws or rejects with what the client is to be told. */
  perform(caller: Caller, request: Request): unknown;
  /** Runs `pack`; references in what it packs become the caller's. */
  whileAnswering<T>(caller: Caller, pack: () => T): T;
  answered(request: Request): void;
  ended(conversation: Conversation): void;
}

export class Conversation implements Attendant {
  busy = false;
  #session: Session | null = null;
  /** Whose answer is out; whatever the client says next says that it has got it. */
  #caller: Caller | null = null;
  #ended = false;

  constructor(
    private readonly channel: Channel,
    private readonly host: Host,
  ) {}

  request(request: Request): void {
    this.#caller?.conclude(true);
    this.#caller = null;
    if (request[0] === 'got') return;
    if (this.#session === null) this.#introduce(request);
    else this.#answer(new Caller(this.#session), request);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    const caller = this.#caller;
    if (this.busy) caller?.leave();
    else caller?.conclude(false);
    this.host.ended(this);
    if (this.#session !== null) this.host.leave(this.#session);
  }

  close(): void {
    this.channel.close();
    this.end();
  }

  #introduce([kind, id]: Request): void {
    if (kind !== 'join' || typeof id !== 'string')
      throw new RemoteError('a client that does not say who it is');
    this.#session = this.host.join(id);
  }

  #answer(caller: Caller, request: Request): void {
    this.#caller = caller;
    let result: unknown;
    try {
      result = this.host.perform(caller, request);
    } catch (error) {
      return this.#reply(caller, request, [false, error]);
    }
    if (!isThenable(result)) return this.#reply(caller, request, [true, result]);
    this.busy = true;
    result.then(
      (value) => this.#reply(caller, request, [true, value]),
      (error: unknown) => this.#reply(caller, request, [false, error]),
    );
  }

  #reply(caller: Caller, request: Request, reply: Reply): void {
    this.busy = false;
    if (caller.gone) return caller.conclude(false);
    let sent: Reply = reply[1] === ITSELF ? [true, null] : reply;
    if (caller.wantsConfirmation && sent[0]) sent = [true, sent[1], true];
    try {
      const leaving = this.host.whileAnswering(caller, () => this.channel.send(packReply(sent)));
      if (leaving === null) this.host.answered(request);
      else
        leaving.then(
          () => this.host.answered(request),
          () => this.close(),
        );
    } catch {
      this.close(); // it has gone
    }
  }
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as PromiseLike<unknown>).then === 'function'
  );
}
