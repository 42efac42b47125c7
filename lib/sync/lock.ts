import { inspect } from 'node:util';
import { registerTransferable } from '../codec';
import type { Wait } from '../util/timeout';
import { releasedTooOften } from './errors';
import { LockCore } from './lock-core';
import type { Hold } from './rlock';
import { Scoped } from './scoped';
import { parseAcquire, type Acquire } from './wait-options';

/**
 * A lock shared by the process that made it and the children it forks afterwards. Any process may release it. Not
 * reentrant: a second acquire by its holder waits, also between two async tasks of one process, which are served in
 * order. Without contention neither acquire nor release makes a system call; nobody who waits is starved.
 *
 * A holder that dies (SIGKILL, crash, exit) releases: within 50 ms a waiter takes the lock over, and {@link ownerDied} tells it
 * that what the lock protects may be half changed. A child does not own what its parent held when it forked.
 *
 * Python: `multiprocessing.Lock`.
 * @example
 * const lock = new Lock();
 * lock.withSync(() => account.value++);
 * await lock.with(async () => report(account.value));
 */
export class Lock extends Scoped {
  #core: LockCore;

  /** @internal */
  constructor(core: LockCore);
  constructor();
  constructor(core?: LockCore) {
    super();
    this.#core = core ?? new LockCore();
  }

  static {
    registerTransferable('Lock', Lock, {
      encode: (lock, attachments) => lock.#core.send(attachments, 'a Lock'),
      decode: (data, attachments) => new Lock(LockCore.receive(data, attachments)),
    });
  }

  /**
   * Resolves with true when the lock is held, with false when the time was up. Keeps the process alive while it waits.
   * Rejects with the reason of an aborted signal; ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE for bad options.
   */
  async acquire(options?: Acquire): Promise<boolean> {
    return this.#core.take(parseAcquire(options));
  }

  /** The same, blocking the thread; signal handlers run inside, and what they throw ends the wait. */
  acquireSync(options?: Acquire): boolean {
    if (options === undefined && this.#core.grab()) return true;
    return this.#core.takeSync(parseAcquire(options));
  }

  /** One attempt, without waiting. */
  tryAcquire(): boolean {
    return this.#core.grab() || this.#core.poll();
  }

  /** Gives the lock back, whoever holds it. Throws ERR_RELEASED_TOO_MANY_TIMES when it is free (Python: ValueError). */
  release(): void {
    if (!this.#core.give()) throw releasedTooOften();
  }

  /** Whether some process holds it. Python 3.14: `locked()`. */
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
  _acquireApart(wait: Wait): Promise<boolean> {
    return this.#core.take(wait);
  }
  /** @internal */
  _isMine(): boolean {
    return this.#core.mine;
  }
  /** @internal Gives up the hold. */
  _save(): Hold {
    this.#core.give();
    return { levels: 1, task: undefined };
  }
  /** @internal */
  async _restore(_hold: Hold): Promise<void> {
    await this.#core.take(forEver);
  }
  /** @internal */
  _restoreSync(_hold: Hold): void {
    this.#core.takeSync(forEver);
  }

  [inspect.custom](): string {
    return `<Lock(owner=${this.#core.describeOwner()})>`;
  }
}

const forEver = { ms: Infinity, signal: undefined };
