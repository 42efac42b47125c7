/** Event, Condition and Barrier of a manager. Methods get the caller first. */
import { BrokenBarrierError, invalidType, StateError } from '../../errors';
import { checkInteger } from '../../util/validate';
import type { Caller } from './caller';
import { ManagedLock, ManagedRLock } from './locks';
import { waitTime, type WaitOptions } from './options';
import { Waiters } from './waiters';

export class ManagedEvent {
  readonly #waiters = new Waiters();
  #set = false;

  isSet(): boolean {
    return this.#set;
  }

  set(): void {
    this.#set = true;
    this.#waiters.wakeAll();
  }

  clear(): void {
    this.#set = false;
  }

  wait(caller: Caller, timeout?: WaitOptions): boolean | Promise<boolean> {
    return this.#set || this.#waiters.wait(caller, waitTime(timeout));
  }
}

export class ManagedCondition {
  readonly #waiters = new Waiters();
  readonly #lock: ManagedLock;

  constructor(lock: ManagedLock = new ManagedRLock()) {
    if (!(lock instanceof ManagedLock)) throw invalidType('lock', 'a Lock or an RLock of this manager', lock);
    this.#lock = lock;
  }

  acquire(caller: Caller, options?: WaitOptions): boolean | Promise<boolean> {
    return this.#lock.acquire(caller, options);
  }

  release(caller: Caller): void {
    this.#lock.release(caller);
  }

  locked(): boolean {
    return this.#lock.locked();
  }

  async wait(caller: Caller, timeout?: WaitOptions): Promise<boolean> {
    const ms = waitTime(timeout);
    const takeBack = this.#lock.surrender(caller);
    const woken = await this.#waiters.wait(caller, ms);
    // A notification that its client does not live to see goes on to the next.
    if (woken) caller.ifUndelivered(() => this.#waiters.wakeOne());
    await takeBack(caller);
    return woken;
  }

  notify(caller: Caller, n = 1): void {
    checkInteger(n, 'n', 0);
    this.#checkOwned(caller);
    for (let i = 0; i < n && this.#waiters.wakeOne(); i++);
  }

  notifyAll(caller: Caller): void {
    this.#checkOwned(caller);
    this.#waiters.wakeAll();
  }

  #checkOwned(caller: Caller): void {
    if (!this.#lock.isOwned(caller)) throw new StateError('notify without the lock', 'ERR_NOT_OWNER');
  }
}

export class ManagedBarrier {
  readonly parties: number;
  #waiters = new Waiters();
  #broken = false;
  #arrived = 0;

  constructor(
    parties: number,
    private readonly options: { timeout?: number | null } = {},
  ) {
    this.parties = checkInteger(parties, 'parties', 1);
  }

  get nWaiting(): number {
    return this.#waiters.size;
  }

  get broken(): boolean {
    return this.#broken;
  }

  /** The number of this party among those that met: the last to come has 0. */
  async wait(caller: Caller, timeout?: WaitOptions): Promise<number> {
    if (this.#broken) throw new BrokenBarrierError();
    const index = this.parties - 1 - this.#arrived;
    const waiters = this.#waiters;
    if (++this.#arrived === this.parties) {
      this.#next().wakeAll();
      return index;
    }
    const ms = waitTime(timeout ?? this.options.timeout);
    const met = await waiters.wait(caller, ms).catch(() => false);
    if (!met && waiters === this.#waiters) this.abort();
    if (!met || this.#left.has(waiters)) throw new BrokenBarrierError();
    return index;
  }

  reset(): void {
    const waiters = this.#next();
    this.#left.add(waiters);
    waiters.wakeAll();
    this.#broken = false;
  }

  abort(): void {
    const waiters = this.#next();
    this.#left.add(waiters);
    waiters.wakeAll();
    this.#broken = true;
  }

  /** Those of a meeting that did not come about. */
  readonly #left = new WeakSet<Waiters>();

  #next(): Waiters {
    const waiters = this.#waiters;
    this.#waiters = new Waiters();
    this.#arrived = 0;
    return waiters;
  }
}
