/**
 * Locks of a manager live in one process: waiting costs a promise. A client process that dies gives back what it
 * holds. Methods get the caller first.
 */
import { StateError } from '../../errors';
import type { Caller, Session } from './caller';
import { waitTime, type WaitOptions } from './options';
import { Waiters } from './waiters';

const notHeld = (): StateError =>
  new StateError('release of a lock that this process does not hold', 'ERR_NOT_OWNER');

/** What a Condition needs of its lock. */
export interface Unlockable {
  /** Gives the lock up whole; the result brings it back to how it was. */
  surrender(caller: Caller): (caller: Caller) => Promise<void>;
}

export class ManagedLock implements Unlockable {
  protected holder: Session | null = null;
  protected depth = 0;
  readonly #waiters = new Waiters();
  #dead = false;
  /** The hold given last was taken over from a process that died. */
  ownerDied = false;
  readonly #giveBack = (): void => {
    this.#dead = true;
    this.#free();
  };

  protected get reentrant(): boolean {
    return false;
  }

  async acquire(caller: Caller, options?: WaitOptions): Promise<boolean> {
    const ms = waitTime(options);
    if (this.reentrant && this.holder === caller.session) {
      this.depth++;
      return true;
    }
    return this.#waiters.until(
      caller,
      ms,
      () => this.holder === null,
      () => this.#take(caller.session, 1),
    );
  }

  release(caller: Caller): void {
    if (this.holder === null || (this.reentrant && this.holder !== caller.session)) throw notHeld();
    if (--this.depth === 0) this.#free();
  }

  locked(): boolean {
    return this.holder !== null;
  }

  surrender(caller: Caller): (caller: Caller) => Promise<void> {
    if (this.holder !== caller.session) throw notHeld();
    const { depth } = this;
    this.#free();
    return async (again) => {
      await this.acquire(again);
      this.depth = depth;
    };
  }

  #take(session: Session, depth: number): void {
    this.holder = session;
    this.depth = depth;
    this.ownerDied = this.#dead;
    this.#dead = false;
    session.holdings.add(this.#giveBack);
  }

  #free(): void {
    this.holder?.holdings.delete(this.#giveBack);
    this.holder = null;
    this.depth = 0;
    this.#waiters.wakeOne();
  }
}

export class ManagedRLock extends ManagedLock {
  protected override get reentrant(): boolean {
    return true;
  }
}

export class ManagedSemaphore {
  readonly #waiters = new Waiters();
  readonly #limit: number;
  #value: number;

  constructor(value = 1, bounded = false) {
    if (!Number.isInteger(value) || value < 0)
      throw new RangeError('the value of a semaphore is an integer not below 0');
    this.#value = value;
    this.#limit = bounded ? value : Infinity;
  }

  async acquire(caller: Caller, options?: WaitOptions): Promise<boolean> {
    return this.#waiters.until(
      caller,
      waitTime(options),
      () => this.#value > 0,
      () => this.#value--,
    );
  }

  release(_: Caller, n = 1): void {
    if (!Number.isInteger(n) || n < 1) throw new RangeError('n must be an integer of at least 1');
    if (this.#value + n > this.#limit)
      throw new StateError('semaphore or lock released too many times', 'ERR_RELEASED_TOO_MANY_TIMES');
    this.#value += n;
    for (let i = 0; i < n; i++) this.#waiters.wakeOne();
  }

  getValue(): number {
    return this.#value;
  }

  locked(): boolean {
    return this.#value === 0;
  }
}
