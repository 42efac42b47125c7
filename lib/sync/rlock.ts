import { inspect } from 'node:util';
import { notOwner } from './errors';
import { LockCore } from './lock-core';
import { parseAcquire, type Acquire } from './wait-options';
import { Scoped } from './scoped';

/** Word behind the lock's two: how often its owner holds it. Written by the owner only. */
const LEVELS = 2;

/**
 * A reentrant lock: the process that holds it may acquire it again, and releases it as often. The owner is the process (its
 * JavaScript thread): async tasks of one process do not exclude each other, use {@link Lock} for that. Only the
 * owner may release. Death of the owner and forks: as with {@link Lock}.
 *
 * Python: `multiprocessing.RLock`.
 * @example
 * const lock = new RLock();
 * lock.withSync(() => lock.withSync(() => total.value++));
 */
export class RLock extends Scoped {
  #core = new LockCore();

  /** Resolves with true when held, false when the time was up; rejects with the reason of an aborted signal. */
  async acquire(options?: Acquire): Promise<boolean> {
    const wait = parseAcquire(options);
    if (wait.signal?.aborted) throw wait.signal.reason;
    return this.#again() || this.#first(await this.#core.take(wait));
  }

  /** The same, blocking the thread. */
  acquireSync(options?: Acquire): boolean {
    if (options === undefined && this.#core.grab()) return this.#first(true);
    const wait = parseAcquire(options);
    return this.#again() || this.#first(this.#core.takeSync(wait));
  }

  /** One attempt, without waiting. */
  tryAcquire(): boolean {
    return this.#again() || this.#first(this.#core.grab() || this.#core.poll());
  }

  /** One level less. Throws ERR_NOT_OWNER when this process does not hold it (Python: AssertionError). */
  release(): void {
    if (!this.#core.mine) throw notOwner('attempt to release recursive lock not owned by this process');
    const { words, index } = this.#core;
    const left = (words[index + LEVELS] as number) - 1;
    if (left > 0) words[index + LEVELS] = left;
    else this.#core.give();
  }

  /** Whether some process holds it. */
  locked(): boolean {
    return this.#core.held;
  }

  /** 1 when free, 0 when held. */
  getValue(): number {
    return this.#core.held ? 0 : 1;
  }

  /** This hold was taken over from a process that died holding the lock. */
  get ownerDied(): boolean {
    return this.#core.inherited;
  }

  /** @internal For Condition. */
  _isMine(): boolean {
    return this.#core.mine;
  }
  /** @internal Gives up all levels; returns how many. */
  _save(): number {
    const levels = this.#core.words[this.#core.index + LEVELS] as number;
    this.#core.give();
    return levels;
  }
  /** @internal */
  async _restore(levels: number): Promise<void> {
    await this.#core.take(forEver);
    this.#core.words[this.#core.index + LEVELS] = levels;
  }
  /** @internal */
  _restoreSync(levels: number): void {
    this.#core.takeSync(forEver);
    this.#core.words[this.#core.index + LEVELS] = levels;
  }

  #again(): boolean {
    if (!this.#core.mine) return false;
    const { words, index } = this.#core;
    words[index + LEVELS] = (words[index + LEVELS] as number) + 1;
    return true;
  }

  #first(taken: boolean): boolean {
    if (taken) this.#core.words[this.#core.index + LEVELS] = 1;
    return taken;
  }

  [inspect.custom](): string {
    const levels = this.#core.mine ? `, ${this.#core.words[this.#core.index + LEVELS]}` : '';
    return `<RLock(owner=${this.#core.describeOwner()}${levels})>`;
  }
}

const forEver = { ms: Infinity, signal: undefined };
