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
const isFree = (): StateError =>
  new StateError('semaphore or lock released too many times', 'ERR_RELEASED_TOO_MANY_TIMES');

/** What a Condition needs of its lock. */
export interface Unlockable {
  /** Gives the lock up whole; the result brings it back to how it was. */
  surrender(caller: Caller): (caller: Caller) => Promise<void>;
  /** Whether the caller may notify: a `Lock` belongs to nobody in particular. */
  isOwned(caller: Caller): boolean;
}

export class ManagedLock implements Unlockable {
  protected holder: Session | null = null;
  protected depth = 0;
  readonly #waiters = new Waiters();
  /** Who held it died with it: it is free to whoever acquires it, and may be released in the name of the dead. */
  #dead = false;
  /** Counts the times it was given: which hold is it? */
  #holds = 0;
  /** The hold given last was taken over from a process that died. */
  ownerDied = false;
  readonly #giveBack = (): void => {
    this.#dead = true;
    this.#free();
  };

  protected get reentrant(): boolean {
    return false;
  }

  acquire(caller: Caller, options?: WaitOptions): boolean | Promise<boolean> {
    const ms = waitTime(options);
    if (this.reentrant && this.holder === caller.session) {
      this.depth++;
      this.#returnable(caller);
      return true;
    }
    return this.#waiters.until(
      caller,
      ms,
      () => this.holder === null,
      () => {
        this.#take(caller.session, 1);
        this.#returnable(caller);
      },
    );
  }

  release(caller: Caller): void {
    if (this.reentrant && this.holder !== caller.session) throw notHeld();
    if (this.holder === null) {
      if (!this.#dead) throw isFree();
      this.#dead = false;
    } else if (--this.depth === 0) this.#free();
  }

  locked(): boolean {
    return this.holder !== null || this.#dead;
  }

  isOwned(caller: Caller): boolean {
    return this.reentrant ? this.holder === caller.session : this.locked();
  }

  surrender(caller: Caller): (caller: Caller) => Promise<void> {
    if (this.holder !== caller.session) throw notHeld();
    const { depth } = this;
    this.#free();
    return async (again) => {
      await this.#waiters.until(
        again,
        Infinity,
        () => this.holder === null,
        () => this.#take(again.session, depth),
      );
    };
  }

  /** A client that does not learn that it has the lock will not release it. */
  #returnable(caller: Caller): void {
    const hold = this.#holds;
    caller.ifUndelivered(() => {
      if (this.#holds === hold && this.holder === caller.session && --this.depth === 0) this.#free();
    });
  }

  #take(session: Session, depth: number): void {
    this.#holds++;
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
