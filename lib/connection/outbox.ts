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
  pending: Pick<Pending<void>, 'resolve' | 'reject'>;
}

/** A blocking call in the queue. */
class BlockedSender implements Sender {
  readonly bytes: Uint8Array;
  readonly descriptors: readonly number[] | undefined;
  readonly release: (() => void) | undefined;
  settled = false;
  failure: { error: unknown } | null = null;
  readonly pending = {
    resolve: (): void => {
      this.settled = true;
    },
    reject: (error: unknown): void => {
      this.settled = true;
      this.failure = { error };
    },
  };

  constructor(message: Message) {
    this.bytes = message.borrowed ? Buffer.from(message.bytes) : message.bytes;
    this.descriptors = message.descriptors;
    this.release = message.release;
  }
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
    const pending = new Pending<void>(wait, (why) => this.#giveUp(sender, why));
    const sender: Sender = { ...message, bytes, pending };
    this.#waiting.push(sender);
    if (mayTry) this.#waitForMore(status);
    else if (this.#waiting.length === 1) this.#again ??= setImmediate(() => this.pump());
    return pending.promise;
  }

  /** What waits on the loop goes first: it came first. What a signal handler sends meanwhile goes behind. */
  sendSync(message: Message, wait: Wait): void {
    if (this.idle && this.#stream.send(message.bytes, 0, message.descriptors) === 0) {
      message.release?.();
      return;
    }
    const deadline = new Deadline(wait);
    const sender = new BlockedSender(message);
    this.#waiting.push(sender);
    try {
      for (;;) {
        const left = deadline.left();
        this.#serve(left);
        if (sender.settled) break;
        if (left === 0) throw deadline.reason();
      }
    } catch (error) {
      this.#abandon(sender);
      throw error;
    }
    if (this.idle) this.#rest();
    if (sender.failure !== null) throw sender.failure.error;
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
      if (this.#stream.interrupted()) throw error;
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
    sender.pending.reject(reason);
    this.#abandon(sender);
  }

  /** Takes it out of the queue; what has begun cannot be taken back. */
  #abandon(sender: Sender): void {
    const begun = this.#waiting[0] === sender && this.#stream.sending();
    this.#remove(sender);
    if (begun) this.onCut();
    else if (this.idle) this.#rest();
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
