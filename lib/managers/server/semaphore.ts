/** Semaphore and BoundedSemaphore of a manager. Methods get the caller first. */
import { StateError } from '../../errors';
import { checkInteger } from '../../util/validate';
import type { Caller, Session } from './caller';
import { waitTime, type WaitOptions } from './options';
import { Waiters } from './waiters';

export class ManagedSemaphore {
  readonly #waiters = new Waiters();
  readonly #start: number;
  readonly #limit: number;
  #value: number;
  /** What processes held that have died: free to whoever acquires, and may be released in the name of the dead. */
  #orphaned = 0;
  /** Permits by the process that took them. */
  readonly #held = new Map<Session, { permits: number; giveBack: () => void }>();

  constructor(value = 1, bounded = false) {
    this.#value = this.#start = checkInteger(value, 'value', 0);
    this.#limit = bounded ? value : Infinity;
  }

  acquire(caller: Caller, options?: WaitOptions): boolean | Promise<boolean> {
    return this.#waiters.until(
      caller,
      waitTime(options),
      () => this.#value + this.#orphaned > 0,
      () => {
        if (this.#value > 0) this.#value--;
        else this.#orphaned--;
        this.#note(caller.session, 1);
        caller.ifUndelivered(() => this.#return(caller.session));
      },
    );
  }

  release(caller: Caller, n = 1): void {
    checkInteger(n, 'n', 1);
    if (this.#value + n > this.#limit)
      throw new StateError('semaphore or lock released too many times', 'ERR_RELEASED_TOO_MANY_TIMES');
    const own = Math.min(n, this.#held.get(caller.session)?.permits ?? 0);
    this.#note(caller.session, -n);
    this.#orphaned -= Math.min(this.#orphaned, n - own);
    this.#add(n);
  }

  getValue(): number {
    return this.#value;
  }

  /** All who wait go on, now and later. */
  open(): void {
    this.#value = Infinity;
    this.#waiters.wakeAll();
  }

  locked(): boolean {
    return this.#value === 0;
  }

  /** Who releases what another took has none on its own account. */
  #note(session: Session, by: number): void {
    const held = this.#held.get(session);
    const permits = Math.max(0, (held?.permits ?? 0) + by);
    if (held !== undefined) held.permits = permits;
    else if (permits > 0) {
      const giveBack = (): void => this.#bury(session);
      this.#held.set(session, { permits, giveBack });
      session.holdings.add(giveBack);
    }
    if (held !== undefined && permits === 0) {
      this.#held.delete(session);
      session.holdings.delete(held.giveBack);
    }
  }

  #return(session: Session): void {
    if ((this.#held.get(session)?.permits ?? 0) === 0) return; // it has died since
    this.#note(session, -1);
    this.#add(1);
  }

  /** As many as do not lift all there are above the value it began with: some may have been released by others. */
  #bury(session: Session): void {
    const permits = this.#held.get(session)?.permits ?? 0;
    this.#note(session, -permits);
    let inUse = 0;
    for (const held of this.#held.values()) inUse += held.permits;
    const missing = Math.max(0, this.#start - this.#value - this.#orphaned - inUse);
    this.#orphaned += Math.min(permits, missing);
    this.#wake(this.#orphaned);
  }

  #add(n: number): void {
    this.#value += n;
    this.#wake(n);
  }

  #wake(n: number): void {
    for (let i = 0; i < n; i++) this.#waiters.wakeOne();
  }
}
