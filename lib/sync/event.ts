import { inspect } from 'node:util';
import { registerTransferable } from '../codec';
import { allocate, type Block, keepFor, receiveBlock, sendMemory } from '../memory';
import { native } from '../native';
import { parseTimeout, type Timeout } from '../util/timeout';
import { WaitPoint, type Waiting } from './wait-point';

/** The whole state is one word: a flag, a mark that somebody may sleep, and a count of the times it was set. */
const BYTES = 4;
const SET = 1;
const SLEEPERS = 2;
const ONE_TIME = 4;
const EVERYBODY = 0x7fffffff;

/**
 * A flag that processes wait for. `set` lets everybody go who waits, also when `clear` follows at once.
 *
 * Python: `multiprocessing.Event`.
 * @example
 * const ready = new Event();
 * new Process({ target: () => ready.set() }).start();
 * await ready.wait(1000); // true
 */
export class Event {
  #words: Int32Array;
  #index: number;
  #point: WaitPoint;

  /** @internal */
  constructor(block: Block);
  constructor();
  constructor(block: Block = allocate(BYTES)) {
    keepFor(this, block);
    this.#words = block.arena.words;
    this.#index = block.index;
    this.#point = new WaitPoint(this.#words, this.#index, 0, false);
  }

  static {
    registerTransferable('Event', Event, {
      encode: (event, attachments) =>
        sendMemory(event.#words.buffer, event.#index * 4, BYTES, attachments, 'an Event'),
      decode: (data, attachments) => new Event(receiveBlock(data, attachments, BYTES)),
    });
  }

  isSet(): boolean {
    return (Atomics.load(this.#words, this.#index) & SET) !== 0;
  }

  /** Everybody who waits has been let go when this returns. */
  set(): void {
    for (;;) {
      const seen = Atomics.load(this.#words, this.#index);
      if ((seen & SET) !== 0) return;
      const next = ((seen & ~SLEEPERS) + ONE_TIME) | SET | 0;
      if (Atomics.compareExchange(this.#words, this.#index, seen, next) !== seen) continue;
      if ((seen & SLEEPERS) !== 0) native.wakeWord(this.#words, this.#index, EVERYBODY);
      this.#point.kick();
      return;
    }
  }

  clear(): void {
    Atomics.and(this.#words, this.#index, ~SET);
  }

  /** Resolves with true when the flag is set, false when the time was up; rejects with the reason of an aborted signal. */
  async wait(timeout?: Timeout): Promise<boolean> {
    const wait = parseTimeout(timeout);
    if (wait.signal?.aborted) throw wait.signal.reason;
    if (this.isSet()) return true;
    return wait.ms === 0 ? false : this.#point.wait(this.#waiting(), wait);
  }

  /** The same, blocking the thread; signal handlers run inside. */
  waitSync(timeout?: Timeout): boolean {
    const wait = parseTimeout(timeout);
    if (wait.signal?.aborted) throw wait.signal.reason;
    if (this.isSet()) return true;
    return wait.ms === 0 ? false : this.#point.waitSync(this.#waiting(), wait);
  }

  #waiting(): Waiting<boolean> {
    const times = Atomics.load(this.#words, this.#index) >> 2;
    return {
      attempt: () => {
        for (;;) {
          const seen = Atomics.load(this.#words, this.#index);
          if ((seen & SET) !== 0 || seen >> 2 !== times) return true;
          const marked = seen | SLEEPERS;
          if (Atomics.compareExchange(this.#words, this.#index, seen, marked) === seen) {
            this.#point.seen = marked;
            return undefined;
          }
        }
      },
      expire: () => this.isSet(),
      abandon: () => {},
    };
  }

  [inspect.custom](): string {
    return `<Event ${this.isSet() ? 'set' : 'unset'}>`;
  }
}
