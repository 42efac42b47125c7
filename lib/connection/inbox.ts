/** The receiving half of an endpoint: calls that wait for messages, served in order. */
import { incoming as scratch } from '../codec';
import { EOFError, TimeoutError } from '../errors';
import { END_OF_FILE, NOT_YET, READABLE, TURN_TAKEN, type MessageStream } from '../native';
import type { Wait } from '../util/timeout';
import { Deadline } from './deadline';
import { Fairness } from './fairness';
import { Pending } from './pending';
import type { Readiness } from './readiness';

/**
 * Makes the result of a message, the first `length` bytes. `owned` bytes may be kept; others, in the memory through which
 * all short messages pass, are overwritten by the next one.
 */
export interface Take<T> {
  (bytes: Buffer, length: number, owned: boolean): T;
  /** Where a large message may be put right away; it then comes as these bytes. */
  target?: Buffer;
}

interface Receiver {
  take: Take<unknown>;
  limit: number;
  pending: Pending<unknown>;
}

/** How often a turn is asked for that another process has. */
const TURN_RETRY_MS = 2;
/** How often the sender of half a message is looked after. */
const LIFE_CHECK_MS = 100;

export class Inbox {
  readonly #stream: MessageStream;
  readonly #readiness: Readiness;
  readonly #fairness = new Fairness();
  #waiting: Receiver[] = [];
  #again: NodeJS.Timeout | NodeJS.Immediate | null = null;

  /** `onBroken`: the stream has lost its rhythm and must be closed. */
  constructor(
    stream: MessageStream,
    readiness: Readiness,
    private readonly onBroken: () => void,
  ) {
    this.#stream = stream;
    this.#readiness = readiness;
  }

  get idle(): boolean {
    return this.#waiting.length === 0;
  }

  receive<T>(take: Take<T>, limit: number, wait: Wait): Promise<T> {
    if (wait.signal?.aborted) return Promise.reject(wait.signal.reason as Error);
    const mayTry = this.idle && this.#fairness.mayGoOn();
    if (mayTry || wait.ms === 0) {
      try {
        const got = this.idle ? this.#attempt(take, limit, 0) : NOT_YET;
        if (typeof got !== 'number') return Promise.resolve(got.value);
        if (wait.ms === 0) return Promise.reject(new TimeoutError());
      } catch (error) {
        this.#afterError(error);
        return Promise.reject(error as Error);
      }
    }
    const receiver: Receiver = {
      take,
      limit,
      pending: new Pending<unknown>(wait, (why) => this.#giveUp(receiver, why)),
    };
    this.#waiting.push(receiver);
    if (mayTry) this.#waitForMore(this.#lastStatus);
    else if (this.#waiting.length === 1) this.#again ??= setImmediate(() => this.pump());
    return receiver.pending.promise as Promise<T>;
  }

  /** Serves those that wait on the loop first: they came first. A signal handler may receive here meanwhile. */
  receiveSync<T>(take: Take<T>, limit: number, wait: Wait): T {
    const deadline = new Deadline(wait);
    let served = false;
    for (;;) {
      const left = deadline.left();
      if (this.idle) {
        if (served) this.#rest();
        const got = this.#attemptChecked(take, limit, left);
        if (typeof got !== 'number') return got.value;
      } else {
        served = this.#serve(left);
        if (served) continue;
      }
      if (left === 0) throw deadline.reason();
    }
  }

  /** The next message, for who is alone here; null when something has come in between. */
  receiveAwake<T>(take: Take<T>, limit: number, awake: number): { value: T } | null {
    const got = this.#attemptChecked(take, limit, Infinity, awake);
    return typeof got === 'number' ? null : got;
  }

  /** A message if one is there, or comes within `awake` milliseconds. */
  tryReceive<T>(take: Take<T>, limit: number, awake = 0): { value: T } | null {
    const got = this.#attempt(take, limit, 0, awake);
    return typeof got === 'number' ? null : got;
  }

  /** On the loop: serves who can be served, and sees to it that it is called again for the rest. */
  pump(): void {
    this.#cancelAgain();
    this.#fairness.reset();
    let served = true;
    while (served && !this.idle && this.#fairness.mayGoOn()) served = this.#serve(0);
    if (this.idle) this.#readiness.want(READABLE, false);
    else if (served) this.#again = setImmediate(() => this.pump());
    else this.#waitForMore(this.#lastStatus);
  }

  rejectAll(reason: unknown): void {
    const waiting = this.#waiting;
    this.forget();
    for (const receiver of waiting) receiver.pending.reject(reason);
  }

  /** Whoever waits is no longer this process's business. */
  forget(): void {
    this.#cancelAgain();
    this.#fairness.reset();
    this.#waiting = [];
  }

  #lastStatus = NOT_YET;

  /** Settles the first that waits with a message or an error; false when there is none in time. */
  #serve(ms: number): boolean {
    const receiver = this.#waiting[0] as Receiver;
    try {
      const got = this.#attempt(receiver.take, receiver.limit, ms);
      if (typeof got === 'number') return false;
      this.#remove(receiver);
      receiver.pending.resolve(got.value);
    } catch (error) {
      if (this.#stream.interrupted()) throw error;
      this.#remove(receiver);
      receiver.pending.reject(error);
      this.#afterError(error);
    }
    return true;
  }

  #afterError(error: unknown): void {
    if ((error as { code?: unknown }).code === 'ERR_BAD_MESSAGE_LENGTH') this.onBroken();
  }

  #attemptChecked<T>(take: Take<T>, limit: number, ms: number, awake = -1): { value: T } | number {
    try {
      return this.#attempt(take, limit, ms, awake);
    } catch (error) {
      this.#afterError(error);
      throw error;
    }
  }

  #attempt<T>(take: Take<T>, limit: number, ms: number, awake = -1): { value: T } | number {
    const { target } = take;
    const got = this.#stream.receive(scratch, ms, limit, awake, target);
    if (typeof got !== 'number') return { value: take(got, got.length, true) };
    if (target !== undefined && got > scratch.length) return { value: take(target, got, true) };
    if (got >= 0) return { value: take(scratch, got, false) };
    if (got === END_OF_FILE) throw new EOFError();
    return (this.#lastStatus = got);
  }

  #waitForMore(status: number): void {
    this.#readiness.want(READABLE, status !== TURN_TAKEN);
    if (status === TURN_TAKEN) this.#again = setTimeout(() => this.pump(), TURN_RETRY_MS);
    else if (this.#stream.receiving()) this.#again = setTimeout(() => this.pump(), LIFE_CHECK_MS);
  }

  #giveUp(receiver: Receiver, reason: unknown): void {
    this.#remove(receiver);
    if (this.idle) this.#rest();
    receiver.pending.reject(reason);
  }

  #rest(): void {
    this.#cancelAgain();
    this.#readiness.want(READABLE, false);
  }

  #remove(receiver: Receiver): void {
    const at = this.#waiting.indexOf(receiver);
    if (at >= 0) this.#waiting.splice(at, 1);
  }

  #cancelAgain(): void {
    clearTimeout(this.#again as NodeJS.Timeout);
    clearImmediate(this.#again as NodeJS.Immediate);
    this.#again = null;
  }
}
