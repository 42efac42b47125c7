/** Queue and JoinableQueue of a manager. Methods get the caller first. */
import { Empty, Full, StateError } from '../../errors';
import type { Caller } from './caller';
import { waitTime, type WaitOptions } from './options';
import { Waiters } from './waiters';

export class ManagedQueue {
  readonly #items: unknown[] = [];
  readonly #getters = new Waiters();
  readonly #putters = new Waiters();
  readonly #joiners = new Waiters();
  readonly #limit: number;
  #unfinished = 0;

  constructor(maxsize = 0) {
    this.#limit = maxsize > 0 ? maxsize : Infinity;
  }

  async put(caller: Caller, item: unknown, options?: WaitOptions): Promise<void> {
    const add = (): void => {
      this.#items.push(item);
      this.#unfinished++;
      this.#getters.wakeOne();
    };
    if (!(await this.#putters.until(caller, waitTime(options), () => !this.full(), add))) throw new Full();
  }

  putNowait(caller: Caller, item: unknown): Promise<void> {
    return this.put(caller, item, 0);
  }

  async get(caller: Caller, options?: WaitOptions): Promise<unknown> {
    let item: unknown;
    const take = (): void => {
      item = this.#items.shift();
      this.#putters.wakeOne();
    };
    if (!(await this.#getters.until(caller, waitTime(options), () => !this.empty(), take))) throw new Empty();
    return item;
  }

  getNowait(caller: Caller): Promise<unknown> {
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

  async join(caller: Caller, timeout?: WaitOptions): Promise<boolean> {
    return this.#unfinished === 0 || this.#joiners.wait(caller, waitTime(timeout));
  }
}
