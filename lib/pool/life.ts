/** Whether a pool takes tasks: from its making by a process, over close(), to the end of its last worker. */
import { StateError } from '../errors';
import * as memory from '../memory';
import { noStart } from './failures';

// Fetched once: each use of a re-exported name is a call.
const { me } = memory;

export class Life {
  readonly #generation = me.generation;
  #phase: 'open' | 'closed' | 'terminated' = 'open';
  #broken: { cause: unknown } | null = null;
  #joiners: (() => void)[] = [];

  get isOpen(): boolean {
    return this.#phase === 'open';
  }

  get isClosed(): boolean {
    return this.#phase === 'closed';
  }

  /** False in a process forked later. */
  get isOwn(): boolean {
    return this.#generation === me.generation;
  }

  /** Throws what keeps tasks from being submitted. */
  checkOpen(): void {
    if (this.#broken !== null) throw noStart(this.#broken.cause);
    if (this.#phase !== 'open') throw new StateError('Pool not running', 'ERR_POOL_CLOSED');
    if (!this.isOwn) throw foreign();
  }

  close(): void {
    if (this.#phase === 'open') this.#phase = 'closed';
  }

  terminate(): void {
    this.#phase = 'terminated';
  }

  /** Its workers cannot start, for this reason. False when that is known. */
  break(cause: unknown): boolean {
    if (this.#broken !== null) return false;
    this.#broken = { cause };
    return true;
  }

  get hasJoiners(): boolean {
    return this.#joiners.length > 0;
  }

  /** Settles with gone(). */
  join(): Promise<void> {
    return new Promise((resolve) => this.#joiners.push(resolve));
  }

  /** No worker is left. */
  gone(): void {
    for (const resolve of this.#joiners.splice(0)) resolve();
  }
}

export const foreign = (): StateError =>
  new StateError('the pool belongs to the process that made it', 'ERR_PROCESS_FOREIGN');
