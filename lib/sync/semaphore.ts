import { inspect } from 'node:util';
import { type OutgoingAttachments, registerTransferable } from '../codec';
import { allocate, type Block, keepFor, me, receiveBlock, sendMemory } from '../memory';
import { native, WANT_TICKS } from '../native';
import { addExitHook } from '../util/exit-hooks';
import { addForkHooks } from '../util/fork-hooks';
import type { Wait } from '../util/timeout';
import { checkInteger } from '../util/validate';
import { releasedTooOften } from './errors';
import { guarded, leave, tryEnter } from './guard';
import { ANNOUNCED, BASE, BYTES, GUARD, Ledger, SEQUENCE, SLEEPERS, START, VALUE } from './ledger';
import { Scoped } from './scoped';
import { WaitPoint, type Turn, type Waiting } from './wait-point';
import { parseAcquire, type Acquire } from './wait-options';

const self = me;
const MOST = 0x7fffffff;

/** Semaphores in whose ledgers this process has an entry. */
const entered = new Set<WeakRef<Semaphore>>();
addForkHooks({ needed: () => entered.size > 0, afterInChild: () => entered.clear() });
const settleAtExit = addExitHook((code) => {
  if (code === 0) for (const ref of entered) ref.deref()?._settle();
});

/**
 * A counter of permits shared by the process that made it and the children it forks afterwards. Waiters of one
 * process are served in order.
 *
 * The permits of a process that is killed, crashes or exits with another code than 0 come back within 50 ms, but never more than make up the
 * starting value: what was released by others than the holders counts as an event, not as a permit. A process that ends with code 0 keeps what it acquired, as in Python.
 *
 * Python: `multiprocessing.Semaphore`.
 * @example
 * const seats = new Semaphore(3);
 * await seats.with(() => serve());
 */
export class Semaphore extends Scoped implements Waiting<boolean> {
  #words: Int32Array;
  #at: number;
  #ledger: Ledger;
  #point: WaitPoint;
  #entry = 0;
  #limit: number;

  /** @internal */
  constructor(block: Block);
  /** `value`: permits to start with, 0 to 2^31 - 1 (ERR_OUT_OF_RANGE; Python: OSError EINVAL). */
  constructor(value?: number);
  constructor(given: number | Block = 1) {
    super();
    const block = typeof given === 'object' && given !== null ? given : allocate(BYTES);
    const value = block === given ? undefined : checkInteger(given, 'value', 0, MOST);
    keepFor(this, block);
    this.#words = block.arena.words;
    this.#at = block.index;
    this.#ledger = new Ledger(this.#words, this.#at);
    if (value !== undefined) this.#ledger.open(value);
    this.#point = new WaitPoint(this.#words, this.#at + SEQUENCE, WANT_TICKS, true);
    this.#limit = MOST;
  }

  static {
    registerTransferable('Semaphore', Semaphore, {
      encode: (semaphore, attachments) => semaphore._send(attachments),
      decode: (data, attachments) => new Semaphore(receiveBlock(data, attachments, BYTES)),
    });
  }
  /** @internal */
  _send(attachments: OutgoingAttachments | undefined): unknown {
    return sendMemory(this.#words.buffer, this.#at * 4, BYTES, attachments, 'a Semaphore');
  }

  /** Resolves with true when a permit is held, false when the time was up; rejects with the reason of an aborted signal. */
  async acquire(options?: Acquire): Promise<boolean> {
    const wait = parseAcquire(options);
    if (wait.signal?.aborted) throw wait.signal.reason;
    if (!this.#point.hasWaiters && this.#grab()) return true;
    return wait.ms === 0 ? this.#poll() : this.#point.wait<boolean>(this, wait);
  }

  /** The same, blocking the thread; signal handlers run inside. */
  acquireSync(options?: Acquire): boolean {
    if (options === undefined && this.#grab()) return true;
    return this.#acquireSlow(parseAcquire(options));
  }

  #acquireSlow(wait: Wait): boolean {
    if (wait.signal?.aborted) throw wait.signal.reason;
    if (wait.ms === 0) return this.#poll();
    const seen = Atomics.load(this.#words, this.#at + SEQUENCE);
    const none = this.getValue() === 0;
    // The news comes a moment before its bearer has left the guard.
    if (none && this.#point.spin(seen) && (this.#grab() || this.#takeGuarded())) return true;
    return this.#point.waitSync<boolean>(this, wait, none);
  }

  /** One attempt, without waiting. */
  tryAcquire(): boolean {
    return this.#grab() || this.#poll();
  }

  /**
   * One permit more; any process may. Throws ERR_RELEASED_TOO_MANY_TIMES beyond 2^31 - 1, or beyond the starting value of a
   * BoundedSemaphore (Python: ValueError).
   */
  release(): void {
    if (!this.#drop()) this.#releaseSlow();
    this.#point.kick();
  }

  #releaseSlow(): void {
    let released = false;
    let sleepers = 0;
    let announced = 0;
    guarded(this.#words, this.#at + GUARD, this.#repair, () => {
      if ((this.#words[this.#at + VALUE] as number) >= this.#limit) return;
      this.#ledger.give(this.#mine());
      Atomics.add(this.#words, this.#at + SEQUENCE, 1);
      sleepers = this.#words[this.#at + SLEEPERS] as number;
      announced = this.#words[this.#at + ANNOUNCED] as number;
      released = true;
    });
    if (!released) throw releasedTooOften();
    if (sleepers !== 0) this.#wakeOne(announced);
  }

  /** Permits that are free just now. */
  getValue(): number {
    return Math.max(0, Atomics.load(this.#words, this.#at + VALUE));
  }

  /** Whether an acquire would have to wait. */
  locked(): boolean {
    return this.getValue() === 0;
  }

  /** @internal The limit is the starting value. */
  protected _bound(): void {
    this.#limit = this.#words[this.#at + START] as number;
  }

  /** @internal At an orderly end of the process. */
  _settle(): void {
    if (this.#entry !== 0) {
      guarded(this.#words, this.#at + GUARD, this.#repair, () => this.#ledger.settle());
    }
  }

  /** The way of most calls: guard and permit are free, this process has its entry. */
  #grab(): boolean {
    const words = this.#words;
    const at = this.#at;
    const entry = this.#entry;
    if (words[entry] !== self.identity || (words[at + VALUE] as number) <= 0) return false;
    if (!tryEnter(words, at + GUARD)) return false;
    const value = words[at + VALUE] as number;
    const free = value > 0 && words[entry] === self.identity;
    if (free) {
      words[entry + 1] = (words[entry + 1] as number) + 1;
      words[at + VALUE] = value - 1;
    }
    leave(words, at + GUARD);
    return free;
  }

  /** The way of most releases: with nobody asleep. As Ledger.give(). */
  #drop(): boolean {
    const words = this.#words;
    const at = this.#at;
    const entry = this.#entry;
    if (words[entry] !== self.identity || !tryEnter(words, at + GUARD)) return false;
    const value = words[at + VALUE] as number;
    const held = words[entry + 1] as number;
    const easy = value < this.#limit && words[at + SLEEPERS] === 0 && words[entry] === self.identity;
    if (easy) {
      if (held > 0) words[entry + 1] = held - 1;
      else words[at + BASE] = (words[at + BASE] as number) + 1;
      words[at + VALUE] = value + 1;
      words[at + SEQUENCE] = ((words[at + SEQUENCE] as number) + 1) | 0;
    }
    leave(words, at + GUARD);
    return easy;
  }

  #takeGuarded(): boolean {
    return guarded(this.#words, this.#at + GUARD, this.#repair, () => this.#takeInside());
  }

  #poll(): boolean {
    return guarded(this.#words, this.#at + GUARD, this.#repair, () => {
      if ((this.#words[this.#at + VALUE] as number) <= 0) this.#ledger.sweep();
      return this.#takeInside();
    });
  }

  attempt(turn: Turn): boolean | undefined {
    return guarded(this.#words, this.#at + GUARD, this.#repair, () => {
      if (turn.look && this.#ledger.sweep()) this.#announceAll();
      if (this.#takeInside()) return true;
      this.#words[this.#at + ANNOUNCED] = ((this.#words[this.#at + ANNOUNCED] as number) + 1) | 0;
      this.#words[this.#at + SLEEPERS] = 1;
      this.#point.seen = Atomics.load(this.#words, this.#at + SEQUENCE);
      return undefined;
    });
  }

  expire(): boolean {
    return this.#poll();
  }

  /** A wake-up may have been meant for this one. */
  abandon(): void {
    if (this.getValue() > 0) native.wakeWord(this.#words, this.#at + SEQUENCE, 1);
  }

  #takeInside(): boolean {
    if ((this.#words[this.#at + VALUE] as number) <= 0) return false;
    this.#ledger.take(this.#mine());
    return true;
  }

  /** Inside the guard. */
  #mine(): number {
    if (this.#entry === 0 || this.#words[this.#entry] !== self.identity) {
      this.#entry = this.#ledger.entryOfMine();
      if (this.#entry !== 0) remember(this);
    }
    return this.#entry;
  }

  /** Several permits came back at once: all sleepers look. */
  #announceAll(): void {
    Atomics.add(this.#words, this.#at + SEQUENCE, 1);
    native.wakeWord(this.#words, this.#at + SEQUENCE, MOST);
  }

  #wakeOne(announced: number): void {
    if (native.wakeWord(this.#words, this.#at + SEQUENCE, 1) > 0) return;
    // Nobody slept. Unless somebody has announced since, the next release need not ask the kernel.
    guarded(this.#words, this.#at + GUARD, this.#repair, () => {
      if (this.#words[this.#at + ANNOUNCED] === announced) this.#words[this.#at + SLEEPERS] = 0;
    });
  }

  #repair = (): void => this.#ledger.repair();

  [inspect.custom](): string {
    return `<${this.constructor.name}(value=${this.getValue()})>`;
  }
}

/**
 * A Semaphore that cannot be released above its starting value: ERR_RELEASED_TOO_MANY_TIMES.
 *
 * Python: `multiprocessing.BoundedSemaphore`.
 * @example
 * const seats = new BoundedSemaphore(3);
 * seats.release(); // throws
 */
export class BoundedSemaphore extends Semaphore {
  /** @internal */
  constructor(block: Block);
  constructor(value?: number);
  constructor(given: number | Block = 1) {
    super(given as number);
    this._bound();
  }

  static {
    registerTransferable('BoundedSemaphore', BoundedSemaphore, {
      encode: (semaphore, attachments) => semaphore._send(attachments),
      decode: (data, attachments) => new BoundedSemaphore(receiveBlock(data, attachments, BYTES)),
    });
  }
}

function remember(semaphore: Semaphore): void {
  const ref = new WeakRef(semaphore);
  entered.add(ref);
  settleAtExit();
  forget.register(semaphore, ref);
}
const forget = new FinalizationRegistry<WeakRef<Semaphore>>((ref) => entered.delete(ref));
