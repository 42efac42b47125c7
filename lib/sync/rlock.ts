import { AsyncLocalStorage } from 'node:async_hooks';
import { inspect } from 'node:util';
import { registerTransferable } from '../codec';
import { TimeoutError } from '../errors';
import type { Wait } from '../util/timeout';
import { checkFunction } from '../util/validate';
import { notOwner } from './errors';
import { LockCore } from './lock-core';
import { Scoped } from './scoped';
import { parseAcquire, type Acquire } from './wait-options';

/** Word behind the lock's two: how often its owner holds it. Written by the owner only. */
const LEVELS = 2;
const forEver = { ms: Infinity, signal: undefined };

/** The task that runs inside a `with`; the `with`s around it. */
interface Task {
  outer: Task | undefined;
}
const tasks = new AsyncLocalStorage<Task>();

function isInside(task: Task): boolean {
  let at = tasks.getStore();
  while (at !== undefined && at !== task) at = at.outer;
  return at !== undefined;
}

/** What a Condition gives up and takes back. */
export interface Hold {
  levels: number;
  task: Task | undefined;
}

/**
 * A reentrant lock: the process that holds it may acquire it again, and releases it as often. Only the owner may release.
 *
 * The owner is the process, as it is the thread in Python. Between the async tasks of one process, `with` tells apart who
 * asks: inside its function the lock is reentrant, other tasks wait their turn. `acquire` cannot know which task calls; it waits for a `with` of
 * another task, but counts as "again" when the process holds the lock by `acquire`. Use a {@link Lock} between tasks that do not use `with`.
 * Death of the owner and forks: as with {@link Lock}.
 *
 * Python: `multiprocessing.RLock`.
 * @example
 * const lock = new RLock();
 * lock.withSync(() => lock.withSync(() => total.value++));
 */
export class RLock extends Scoped {
  #core: LockCore;
  /** The `with` that holds it. */
  #task: Task | undefined;

  /** @internal */
  constructor(core: LockCore);
  constructor();
  constructor(core?: LockCore) {
    super();
    this.#core = core ?? new LockCore();
  }

  static {
    registerTransferable('RLock', RLock, {
      encode: (lock, attachments) => lock.#core.send(attachments, 'an RLock'),
      decode: (data, attachments) => new RLock(LockCore.receive(data, attachments)),
    });
  }

  /** Resolves with true when held, false when the time was up; rejects with the reason of an aborted signal. */
  async acquire(options?: Acquire): Promise<boolean> {
    const wait = parseAcquire(options);
    if (wait.signal?.aborted) throw wait.signal.reason;
    return this.#isOurs() ? this.#again() : this.#core.take(wait, () => this.#first(true));
  }

  /** The same, blocking the thread; signal handlers run inside. */
  acquireSync(options?: Acquire): boolean {
    if (options === undefined && this.#core.grab()) return this.#first(true);
    const wait = parseAcquire(options);
    if (wait.signal?.aborted) throw wait.signal.reason;
    return this.#again() || this.#first(this.#core.takeSync(wait));
  }

  /** One attempt, without waiting. */
  tryAcquire(): boolean {
    return this.#again() || this.#first(this.#core.grab() || this.#core.poll());
  }

  /** One level less. Throws ERR_NOT_OWNER when this process does not hold it (Python: AssertionError). */
  release(): void {
    if (!this.#core.mine) throw notOwner('attempt to release recursive lock not owned by this process');
    const left = this.#levels - 1;
    if (left > 0) this.#levels = left;
    else this._save();
  }

  override async with<T>(fn: () => T | Promise<T>, options?: Acquire): Promise<T> {
    checkFunction(fn, 'fn');
    const wait = parseAcquire(options);
    if (wait.signal?.aborted) throw wait.signal.reason;
    if (this.#isOurs()) return this.#within(fn, this.#again());
    const task = { outer: tasks.getStore() };
    const claim = (): void => {
      this.#first(true);
      this.#task = task;
    };
    return this.#within(() => tasks.run(task, fn), await this.#core.take(wait, claim));
  }

  async #within<T>(fn: () => T | Promise<T>, taken: boolean): Promise<T> {
    if (!taken) throw new TimeoutError();
    try {
      return await fn();
    } finally {
      this.release();
    }
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

  /** @internal For Condition: waits for other tasks also where `acquire` would count as "again". */
  async _acquireApart(wait: Wait): Promise<boolean> {
    if (wait.signal?.aborted) throw wait.signal.reason;
    const inside = this.#core.mine && this.#task !== undefined && isInside(this.#task);
    return inside ? this.#again() : this.#core.take(wait, () => this.#first(true));
  }
  /** @internal */
  _isMine(): boolean {
    return this.#core.mine;
  }
  /** @internal Gives up all levels. */
  _save(): Hold {
    const hold = { levels: this.#levels, task: this.#task };
    this.#task = undefined;
    this.#core.give();
    return hold;
  }
  /** @internal */
  async _restore(hold: Hold): Promise<void> {
    await this.#core.take(forEver, () => this.#resume(hold));
  }
  /** @internal */
  _restoreSync(hold: Hold): void {
    this.#core.takeSync(forEver);
    this.#resume(hold);
  }

  #resume(hold: Hold): void {
    this.#levels = hold.levels;
    this.#task = hold.task;
  }

  /** Held by this process, and not by a `with` of another task. */
  #isOurs(): boolean {
    return this.#core.mine && (this.#task === undefined || isInside(this.#task));
  }

  #again(): boolean {
    if (!this.#core.mine) return false;
    this.#levels++;
    return true;
  }

  #first(taken: boolean): boolean {
    if (taken) {
      this.#levels = 1;
      this.#task = undefined;
    }
    return taken;
  }

  get #levels(): number {
    return this.#core.words[this.#core.index + LEVELS] as number;
  }
  set #levels(count: number) {
    this.#core.words[this.#core.index + LEVELS] = count;
  }

  [inspect.custom](): string {
    const levels = this.#core.mine ? `, ${this.#levels}` : '';
    return `<RLock(owner=${this.#core.describeOwner()}${levels})>`;
  }
}
