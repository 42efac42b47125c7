/**
 * The server's part of a manager's Pool: how many tasks may run at once, of all processes that have its proxy, and whether
 * it still takes any. The tasks run in children of those who hand them in. Methods get the caller first.
 */
import { inspect } from 'node:util';
import { StateError } from '../../errors';
import { checkInteger } from '../../util/validate';
import type { Caller } from './caller';
import { waitTime, type WaitOptions } from './options';
import { ManagedSemaphore } from './semaphore';

export class ManagedPool {
  readonly #slots: ManagedSemaphore;
  #state: 'open' | 'closed' | 'terminated' = 'open';

  constructor(readonly processes: number) {
    checkInteger(processes, 'processes', 1);
    this.#slots = new ManagedSemaphore(processes);
  }

  check(): void {
    if (this.#state !== 'open') throw new StateError('Pool not running', 'ERR_POOL_CLOSED');
  }

  /** A worker is about to run a task; false when the time is up. */
  async claim(caller: Caller, options?: WaitOptions): Promise<boolean> {
    this.#checkAlive();
    const claimed = await this.#slots.acquire(caller, waitTime(options));
    this.#checkAlive();
    return claimed;
  }

  free(caller: Caller): void {
    this.#slots.release(caller);
  }

  close(): void {
    if (this.#state === 'open') this.#state = 'closed';
  }

  terminate(): void {
    this.#state = 'terminated';
    // Whoever waits for a slot is told.
    this.#slots.open();
  }

  checkEnding(): void {
    if (this.#state === 'open') throw new StateError('Pool is still running', 'ERR_POOL_RUNNING');
  }

  [inspect.custom](): string {
    return `Pool { ${this.#state}, processes: ${this.processes} }`;
  }

  #checkAlive(): void {
    if (this.#state === 'terminated') throw new StateError('the pool was terminated', 'ERR_POOL_TERMINATED');
  }
}
