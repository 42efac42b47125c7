/**
 * One end of a connection, in whole messages of bytes: the native stream with its two halves. What
 * {@link Connection} is made of; knows nothing of objects.
 */
import { native, READABLE, WRITABLE, type MessageStream } from '../native';
import { addForkHooks } from '../util/fork-hooks';
import type { Wait } from '../util/timeout';
import { closedHandle } from './errors';
import { Inbox, type Take } from './inbox';
import { Outbox, type Message } from './outbox';
import { Readiness } from './readiness';

const FOREVER: Wait = { ms: Infinity, signal: undefined };

/** Endpoints with calls under way: kept alive by it, and put in order in a child. */
const busy = new Set<Endpoint>();
addForkHooks({
  needed: () => busy.size > 0,
  afterInChild: () => {
    for (const endpoint of busy) endpoint.forgetCalls();
  },
});

export class Endpoint {
  readonly #stream: MessageStream;
  readonly #readiness: Readiness;
  readonly #inbox: Inbox;
  readonly #outbox: Outbox;
  readonly #closers = new Set<(reason: Error) => void>();
  #listener: (() => void) | null = null;
  #closed = false;

  constructor(fd: number, partner?: Endpoint | null) {
    this.#stream = new native.MessageStream(
      fd,
      partner === undefined || partner === null ? partner : partner.#stream,
    );
    this.#readiness = new Readiness(fd, (events) => this.#onReady(events));
    this.#inbox = new Inbox(this.#stream, this.#readiness, () => this.close());
    this.#outbox = new Outbox(this.#stream, this.#readiness, () => this.close());
  }

  get closed(): boolean {
    return this.#closed;
  }

  fileno(): number {
    this.#checkOpen();
    return this.#stream.fileno();
  }

  send(message: Message, wait: Wait): Promise<void> {
    const sent = this.#outbox.send(message, wait);
    if (!this.#outbox.idle) this.#keep(sent);
    return sent;
  }

  sendSync(message: Message, wait: Wait): void {
    this.#outbox.sendSync(message, wait);
  }

  receive<T>(take: Take<T>, limit: number, wait: Wait): Promise<T> {
    const received = this.#inbox.receive(take, limit, wait);
    if (!this.#inbox.idle) this.#keep(received);
    return received;
  }

  receiveSync<T>(take: Take<T>, limit: number, wait: Wait): T {
    return this.#inbox.receiveSync(take, limit, wait);
  }

  tryReceive<T>(take: Take<T>, limit: number, awake = 0): { value: T } | null {
    this.#checkOpen();
    return this.#inbox.tryReceive(take, limit, awake);
  }

  /** Sends bytes that are good for now only; a promise when not all of them could leave at once. */
  post(bytes: Uint8Array): Promise<void> | null {
    this.#checkOpen();
    if (this.#outbox.idle && this.#stream.send(bytes, 0) === 0) return null;
    return this.send({ bytes, borrowed: true }, FOREVER);
  }

  /** A question and its answer, blocking. */
  ask<T>(bytes: Uint8Array, take: Take<T>, limit: number, awake: number): T {
    this.#checkOpen();
    if (!this.#outbox.idle || this.#stream.send(bytes, 0) !== 0)
      this.#outbox.sendSync({ bytes, borrowed: true }, FOREVER);
    const got = this.#inbox.idle ? this.#inbox.receiveAwake(take, limit, awake) : null;
    return got === null ? this.#inbox.receiveSync(take, limit, FOREVER) : got.value;
  }

  /** Calls `listener` whenever something can be read, instead of serving calls of receive(). */
  watch(listener: () => void): void {
    this.#checkOpen();
    this.#listener = listener;
    this.#readiness.want(READABLE, true);
    busy.add(this);
  }

  takeDescriptors(): number[] | null {
    return this.#stream.takeDescriptors();
  }

  /** Calls `closer` when the endpoint is closed here; returns how to take that back. */
  onClose(closer: (reason: Error) => void): () => void {
    this.#closers.add(closer);
    return () => this.#closers.delete(closer);
  }

  /** Rejects whatever waits here. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#readiness.close();
    this.#stream.close(false);
    const reason = closedHandle();
    this.#inbox.rejectAll(reason);
    this.#outbox.rejectAll(reason);
    for (const closer of [...this.#closers]) closer(reason);
    busy.delete(this);
  }

  /** Closes this process's copy; those who go on using the other copies notice nothing. */
  drop(): void {
    this.forgetCalls();
    this.#closed = true;
    this.#stream.close(true);
  }

  /** In a child: the calls of the parent are the parent's. */
  forgetCalls(): void {
    this.#readiness.close();
    this.#inbox.forget();
    this.#outbox.forget();
    this.#closers.clear();
    this.#listener = null;
    busy.delete(this);
  }

  #onReady(events: number): void {
    if (events & WRITABLE && !this.#outbox.idle) this.#outbox.pump();
    if ((events & READABLE) === 0) return;
    if (this.#listener !== null) this.#listener();
    else if (!this.#inbox.idle) this.#inbox.pump();
  }

  #keep(call: Promise<unknown>): void {
    busy.add(this);
    const done = (): void => {
      if (this.#inbox.idle && this.#outbox.idle && this.#listener === null) busy.delete(this);
    };
    call.then(done, done);
  }

  #checkOpen(): void {
    if (this.#closed) throw closedHandle();
  }
}
