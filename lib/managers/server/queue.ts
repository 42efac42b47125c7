/** Queue and JoinableQueue of a manager. Methods get the caller first. */
import { Empty, Full, StateError } from '../../errors';
import { checkInteger } from '../../util/validate';
import type { Caller } from './caller';
import { Line, type Ticket } from './line';
import { waitTime, type WaitOptions } from './options';
import { Waiters } from './waiters';

export class ManagedQueue {
  readonly #items = new Line<unknown>();
  readonly #getters = new Waiters();
  readonly #putters = new Waiters();
  readonly #joiners = new Waiters();
  readonly #limit: number;
  #unfinished = 0;

  constructor(maxsize = 0) {
    this.#limit = checkInteger(maxsize, 'maxsize') > 0 ? maxsize : Infinity;
  }

  put(caller: Caller, item: unknown, options?: WaitOptions): Promise<void> | void {
    const add = (): void => {
      this.#items.push(item);
      this.#unfinished++;
      this.#getters.wakeOne();
    };
    const done = this.#putters.until(caller, waitTime(options), () => !this.full(), add);
    const conclude = (put: boolean): void => {
      if (!put) throw new Full();
    };
    return typeof done === 'boolean' ? conclude(done) : done.then(conclude);
  }

  putNowait(caller: Caller, item: unknown): Promise<void> | void {
    return this.put(caller, item, 0);
  }

  get(caller: Caller, options?: WaitOptions): unknown {
    let ticket: Ticket<unknown> | undefined;
    const take = (): void => {
      ticket = this.#items.take();
      this.#putters.wakeOne();
    };
    const done = this.#getters.until(caller, waitTime(options), () => !this.empty(), take);
    const conclude = (): unknown => {
      if (ticket === undefined) throw new Empty();
      const taken = ticket;
      caller.ifUndelivered(() => this.#putBack(taken));
      return taken.item;
    };
    return typeof done === 'boolean' ? conclude() : done.then(conclude);
  }

  getNowait(caller: Caller): unknown {
    return this.get(caller, 0);
  }

  qsize(): number {
    return this.#items.length;
  }

  empty(): boolean {
    return this.#items.length === 0;
  }

  full(): boolean {
    return this.#items.length >= this.#limit;
  }

  taskDone(): void {
    if (this.#unfinished === 0) throw new StateError('taskDone() called too many times', 'ERR_TASK_DONE');
    if (--this.#unfinished === 0) this.#joiners.wakeAll();
  }

  join(caller: Caller, timeout?: WaitOptions): Promise<boolean> | boolean {
    return this.#unfinished === 0 || this.#joiners.wait(caller, waitTime(timeout));
  }

  /** Whoever took it has not lived to get it. Where it was before: ahead of what came later. */
  #putBack(ticket: Ticket<unknown>): void {
    this.#items.putBack(ticket);
    this.#getters.wakeOne();
  }
}
