import { inspect, types } from 'node:util';
import { badMessage, registerTransferable } from '../codec';
import { invalidType } from '../errors';
import { allocate, type Block, keepFor, me, receiveBlock, sendMemory } from '../memory';
import { native, WANT_TICKS } from '../native';
import { parseTimeout, type Timeout, type Wait } from '../util/timeout';
import { checkFunction, checkInteger, checkNotAsync } from '../util/validate';
import { notOwner, tooManyWaiters } from './errors';
import { guarded } from './guard';
import { Lock } from './lock';
import { RLock } from './rlock';
import { Scoped } from './scoped';
import { WaitPoint, type Waiting } from './wait-point';
import { parseAcquire, type Acquire } from './wait-options';

const GUARD = 0;
/** Tickets given out; tickets notified (waiters sleep on it); the oldest ticket whose entry may be in use. */
const ARRIVED = 1;
const NOTIFIED = 2;
const OLDEST = 3;
const ENTRIES = 16;
const CAPACITY = 1024;
const BYTES = 4 * (ENTRIES + CAPACITY);
const EVERYBODY = 0x7fffffff;

/**
 * Lets processes wait for something to become true under a lock (an RLock of its own by default).
 *
 * Waiters hold tickets in order of arrival; `notify(n)` lets the n oldest go. A ticket's entry holds the identity of its
 * process: a waiter that dies before it has noticed its notification passes it on to the next within 50 ms.
 * At most 1024 waits at a time (ERR_TOO_MANY_WAITERS).
 *
 * Python: `multiprocessing.Condition`.
 * @example
 * const changed = new Condition();
 * await changed.with(() => changed.waitFor(() => total.value > 10));
 */
export class Condition extends Scoped {
  #lock: Lock | RLock;
  #words: Int32Array;
  #at: number;
  #point: WaitPoint;

  /** @internal */
  constructor(lock: Lock | RLock, block: Block);
  constructor(lock?: Lock | RLock);
  constructor(lock: Lock | RLock = new RLock(), block: Block = allocate(BYTES)) {
    super();
    if (!(lock instanceof Lock || lock instanceof RLock)) {
      throw invalidLock(lock);
    }
    this.#lock = lock;
    keepFor(this, block);
    this.#words = block.arena.words;
    this.#at = block.index;
    this.#point = new WaitPoint(this.#words, this.#at + NOTIFIED, WANT_TICKS, false);
  }

  static {
    registerTransferable('Condition', Condition, {
      encode: (condition, attachments) => ({
        lock: condition.#lock,
        memory: sendMemory(condition.#words.buffer, condition.#at * 4, BYTES, attachments, 'a Condition'),
      }),
      decode: (data, attachments) => {
        const { lock, memory } = (data ?? {}) as { lock: unknown; memory: unknown };
        if (!(lock instanceof Lock || lock instanceof RLock)) throw badMessage('a condition without a lock');
        return new Condition(lock, receiveBlock(memory, attachments, BYTES));
      },
    });
  }

  /**
   * Takes the lock. Tasks of one process wait for each other here, also where the lock is an RLock that the process
   * holds already (except inside its `with`): each of them is going to give it up in its own `wait`.
   */
  async acquire(options?: Acquire): Promise<boolean> {
    return this.#lock._acquireApart(parseAcquire(options));
  }
  acquireSync(options?: Acquire): boolean {
    return this.#lock.acquireSync(options);
  }
  override with<T>(fn: () => T | Promise<T>, options?: Acquire): Promise<T> {
    return this.#lock.with(fn, options);
  }
  tryAcquire(): boolean {
    return this.#lock.tryAcquire();
  }
  release(): void {
    this.#lock.release();
  }
  locked(): boolean {
    return this.#lock.locked();
  }
  /** This hold of the lock was taken over from a process that died holding it. */
  get ownerDied(): boolean {
    return this.#lock.ownerDied;
  }

  /**
   * Releases the lock (all levels of an RLock), waits to be notified and takes it again. Resolves with true, or false when
   * the time was up; rejects with the reason of an aborted signal. The lock is held again in every case.
   * Throws ERR_NOT_OWNER unless this process holds the lock (Python: AssertionError).
   */
  async wait(timeout?: Timeout): Promise<boolean> {
    const wait = parseTimeout(timeout);
    const waiting = this.#enlist();
    const hold = this.#lock._save();
    try {
      return await this.#point.wait(waiting, wait);
    } finally {
      await this.#lock._restore(hold);
    }
  }

  /** The same, blocking the thread; signal handlers run inside. */
  waitSync(timeout?: Timeout): boolean {
    const wait = parseTimeout(timeout);
    const waiting = this.#enlist();
    const hold = this.#lock._save();
    try {
      return this.#point.waitSync(waiting, wait);
    } finally {
      this.#lock._restoreSync(hold);
    }
  }

  /**
   * Waits until `predicate` gives something true; resolves with its last result. The predicate runs with the lock held, and
   * may be async.
   */
  async waitFor<T>(predicate: () => T | Promise<T>, timeout?: Timeout): Promise<T> {
    const { ms, signal } = parsePredicateWait(predicate, timeout);
    const until = performance.now() + ms;
    for (;;) {
      const given = predicate();
      // What is there already needs no turn: other tasks of this process would have theirs.
      const result = types.isPromise(given) ? await given : given;
      const left = until - performance.now();
      if (result || left <= 0) return result;
      await this.wait({ timeout: left, signal });
    }
  }

  /** The same, blocking the thread; an async predicate is refused (ERR_INVALID_ARG_TYPE). */
  waitForSync<T>(predicate: () => T, timeout?: Timeout): T {
    const { ms, signal } = parsePredicateWait(predicate, timeout);
    const until = performance.now() + ms;
    for (;;) {
      const result = checkNotAsync(predicate(), predicate, 'predicate');
      const left = until - performance.now();
      if (result || left <= 0) return result;
      this.waitSync({ timeout: left, signal });
    }
  }

  /** Lets up to `n` waiters go. Throws ERR_NOT_OWNER unless this process holds the lock (Python: AssertionError). */
  notify(n = 1): void {
    checkInteger(n, 'n', 0);
    this.#checkOwned('lock is not owned');
    guarded(this.#words, this.#at + GUARD, nothing, () => this.#pass(n));
    this.#point.kick();
  }

  /** Lets all waiters go. */
  notifyAll(): void {
    this.notify(EVERYBODY);
  }

  #checkOwned(message: string): void {
    if (!this.#lock._isMine()) throw notOwner(message);
  }

  #get(word: number): number {
    return Atomics.load(this.#words, this.#at + word);
  }
  #set(word: number, value: number): void {
    Atomics.store(this.#words, this.#at + word, value | 0);
  }
  /** Index of a ticket's entry: the identity of its holder, 0 when it does not wait any more. */
  #entry(ticket: number): number {
    return this.#at + ENTRIES + (ticket & (CAPACITY - 1));
  }

  /** A ticket, taken while the lock is held: what is notified after its release counts for it. */
  #enlist(): Waiting<boolean> {
    this.#checkOwned('must acquire() condition before using wait()');
    let ticket = this.#takeTicket();
    let generation = me.generation;
    const isNotified = (): boolean => {
      if (generation !== me.generation) {
        // A signal handler has forked inside the wait: here, in the child, somebody else waits.
        generation = me.generation;
        ticket = this.#takeTicket();
      }
      return ((this.#get(NOTIFIED) - ticket) | 0) > 0;
    };
    const leave = (): boolean => {
      const notified = isNotified();
      Atomics.compareExchange(this.#words, this.#entry(ticket), me.identity, 0);
      return notified;
    };
    return {
      attempt: (turn) => {
        if (turn.look && !isNotified()) this.#sweep();
        return isNotified() ? leave() : undefined;
      },
      expire: () => guarded(this.#words, this.#at + GUARD, nothing, leave),
      abandon: () =>
        guarded(this.#words, this.#at + GUARD, nothing, () => {
          if (leave()) this.#pass(1);
        }),
    };
  }

  #takeTicket(): number {
    return guarded(this.#words, this.#at + GUARD, nothing, () => {
      const ticket = this.#get(ARRIVED);
      let oldest = this.#get(OLDEST);
      while (oldest !== ticket && this.#words[this.#entry(oldest)] === 0) oldest = (oldest + 1) | 0;
      this.#set(OLDEST, oldest);
      if (((ticket - oldest) | 0) >= CAPACITY) throw tooManyWaiters(CAPACITY);
      Atomics.store(this.#words, this.#entry(ticket), me.identity);
      this.#set(ARRIVED, ticket + 1); // from here on the ticket exists
      return ticket;
    });
  }

  /** Inside the guard: notifies the `n` oldest tickets that somebody still waits with. */
  #pass(n: number): void {
    const arrived = this.#get(ARRIVED);
    const before = this.#get(NOTIFIED);
    let notified = before;
    for (let left = n; left > 0 && notified !== arrived; notified = (notified + 1) | 0) {
      if (this.#words[this.#entry(notified)] !== 0) left--;
    }
    if (notified === before) return;
    this.#set(NOTIFIED, notified);
    native.wakeWord(this.#words, this.#at + NOTIFIED, EVERYBODY);
  }

  /** Tickets of the dead: those not yet notified become void, notifications nobody has noticed are passed on. */
  #sweep(): void {
    guarded(this.#words, this.#at + GUARD, nothing, () => {
      const arrived = this.#get(ARRIVED);
      const notified = this.#get(NOTIFIED);
      const alive = new Map<number, boolean>([[me.identity, true]]);
      for (let ticket = this.#get(OLDEST); ticket !== arrived; ticket = (ticket + 1) | 0) {
        const identity = this.#words[this.#entry(ticket)] as number;
        if (identity === 0) continue;
        if (!alive.has(identity)) alive.set(identity, native.isAlive(identity));
        if (alive.get(identity) === true) continue;
        // First passed on, then void: a death in between wakes one too many, not one too few.
        if (((notified - ticket) | 0) > 0) this.#pass(1);
        Atomics.store(this.#words, this.#entry(ticket), 0);
      }
    });
  }

  [inspect.custom](): string {
    const waiting = (this.#get(ARRIVED) - this.#get(NOTIFIED)) | 0;
    return `<Condition(${inspect(this.#lock)}, ${waiting})>`;
  }
}

function nothing(): void {}

function invalidLock(lock: unknown): TypeError {
  return invalidType('lock', 'a Lock or an RLock', lock);
}

function parsePredicateWait(predicate: () => unknown, timeout: Timeout): Wait {
  checkFunction(predicate, 'predicate');
  return parseTimeout(timeout);
}
