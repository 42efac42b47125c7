/** The sending half of an endpoint: messages that are on their way, each whole, in the order of the calls. */
import { NOT_YET, TURN_TAKEN, WRITABLE, type MessageStream } from '../native';
import type { Wait } from '../util/timeout';
import { Deadline } from './deadline';
import { Fairness } from './fairness';
import { Pending } from './pending';
import type { Readiness } from './readiness';

export interface Message {
  bytes: Uint8Array;
  /** The bytes are somebody's working memory: to be copied before anything else runs. */
  borrowed?: boolean;
  /** Descriptors that travel along; `release` is called when they have left or never will. */
  descriptors?: readonly number[];
  release?: () => void;
}

interface Sender extends Message {
  pending: Pending<void>;
}

const TURN_RETRY_MS = 2;

export class Outbox {
  readonly #stream: MessageStream;
  readonly #readiness: Readiness;
  readonly #fairness = new Fairness();
  #waiting: Sender[] = [];
  #again: NodeJS.Timeout | NodeJS.Immediate | null = null;

  /** `onCut`: a message was given up half-way; nothing can follow it. */
  constructor(
    stream: MessageStream,
    readiness: Readiness,
    private readonly onCut: () => void,
  ) {
    this.#stream = stream;
    this.#readiness = readiness;
  }

  get idle(): boolean {
    return this.#waiting.length === 0;
  }

  send(message: Message, wait: Wait): Promise<void> {
    if (wait.signal?.aborted) {
      message.release?.();
      return Promise.reject(wait.signal.reason as Error);
    }
    let status = NOT_YET;
    const mayTry = this.idle && this.#fairness.mayGoOn();
    if (mayTry) {
      try {
        status = this.#stream.send(message.bytes, 0, message.descriptors);
      } catch (error) {
        message.release?.();
        return Promise.reject(error as Error);
      }
      if (status === 0) {
        message.release?.();
        return Promise.resolve();
      }
    }
    const bytes = message.borrowed ? Buffer.from(message.bytes) : message.bytes;
    const sender: Sender = {
      ...message,
      bytes,
      pending: new Pending<void>(wait, (why) => this.#giveUp(sender, why)),
    };
    this.#waiting.push(sender);
    if (mayTry) this.#waitForMore(status);
    else if (this.#waiting.length === 1) this.#again ??= setImmediate(() => this.pump());
    return sender.pending.promise;
  }

  /** What waits on the loop goes first: it came first. */
  sendSync(message: Message, wait: Wait): void {
    const deadline = new Deadline(wait);
    try {
      if (!this.idle) {
        if (message.borrowed) message = { ...message, bytes: Buffer.from(message.bytes), borrowed: false };
        while (!this.idle && this.#serve(deadline.left()) === 0);
        if (!this.idle) throw deadline.reason();
        this.#rest();
      }
      let { bytes } = message;
      if (message.borrowed) {
        if (this.#stream.send(bytes, 0, message.descriptors) === 0) return;
        bytes = Buffer.from(bytes);
      }
      if (this.#stream.send(bytes, deadline.left(), message.descriptors) === 0) return;
    } finally {
      message.release?.();
    }
    if (this.#stream.sending()) this.onCut();
    throw deadline.reason();
  }

  pump(): void {
    this.#cancelAgain();
    this.#fairness.reset();
    let status = 0;
    while (status === 0 && !this.idle && this.#fairness.mayGoOn()) status = this.#serve(0);
    if (this.idle) this.#readiness.want(WRITABLE, false);
    else if (status === 0) this.#again = setImmediate(() => this.pump());
    else this.#waitForMore(status);
  }

  rejectAll(reason: unknown): void {
    const waiting = this.#waiting;
    this.forget();
    for (const sender of waiting) {
      sender.release?.();
      sender.pending.reject(reason);
    }
  }

  /** Whatever is on its way is no longer this process's business. */
  forget(): void {
    this.#cancelAgain();
    this.#fairness.reset();
    this.#waiting = [];
  }

  /** 0: the first that waits is settled. */
  #serve(ms: number): number {
    const sender = this.#waiting[0] as Sender;
    try {
      const status = this.#stream.send(sender.bytes, ms, sender.descriptors);
      if (status !== 0) return status;
      this.#remove(sender);
      sender.pending.resolve();
    } catch (error) {
      this.#remove(sender);
      sender.pending.reject(error);
    }
    return 0;
  }

  #waitForMore(status: number): void {
    this.#readiness.want(WRITABLE, status !== TURN_TAKEN);
    if (status === TURN_TAKEN) this.#again = setTimeout(() => this.pump(), TURN_RETRY_MS);
  }

  #giveUp(sender: Sender, reason: unknown): void {
    const begun = this.#waiting[0] === sender && this.#stream.sending();
    this.#remove(sender);
    sender.pending.reject(reason);
    if (begun) {
      this.onCut();
    } else if (this.idle) {
      this.#rest();
    }
  }

  #rest(): void {
    this.#cancelAgain();
    this.#readiness.want(WRITABLE, false);
  }

  #remove(sender: Sender): void {
    const at = this.#waiting.indexOf(sender);
    if (at < 0) return;
    this.#waiting.splice(at, 1);
    sender.release?.();
  }

  #cancelAgain(): void {
    clearTimeout(this.#again as NodeJS.Timeout);
    clearImmediate(this.#again as NodeJS.Immediate);
    this.#again = null;
  }
}
