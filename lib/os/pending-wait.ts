/**
 * Waiting for children on the event loop. One attempt that does not block, then again each time something may have
 * changed: a pidfd of a child is readable (it has ended), a child was started, or, for what no descriptor tells (children that
 * stop or go on, children started behind our back), some time has passed. No handler of SIGCHLD: that signal is the
 * user's.
 *
 *   attempt ──result──▶ settled           watching: pidfds of exactly the children that were there at the last attempt
 *      ▲  └─null─▶ watch ─┐               In a forked child: forgotten, descriptors closed, never settled
 *      └──something ──────┘
 */
import { native, READABLE, type FdWatcher } from '../native';
import { addForkHooks } from '../util/fork-hooks';
import { onChildStarted } from './children';

/** What a wait goes by. */
export interface WaitPlan<T> {
  /** Null: nothing yet. Throws when there never will be. */
  attempt(): T | null;
  /** The children whose end may be what is waited for. */
  candidates(): readonly number[];
  /** Children started later count too. */
  anyChild: boolean;
  /** Stops and continuations count too. */
  stops: boolean;
}

const FIRST_POLL_MS = 1;
const STOP_POLL_MS = 20;
const RESCAN_MS = 100;

const pending = new Set<PendingWait<unknown>>();
addForkHooks({
  needed: () => pending.size > 0,
  afterInChild: () => {
    for (const wait of pending) wait.cancel();
  },
});

export class PendingWait<T> {
  readonly #plan: WaitPlan<T>;
  readonly #resolve: (value: T) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #watched = new Map<number, Watched>();
  #timer: NodeJS.Timeout | undefined;
  #pollMs = FIRST_POLL_MS;
  #unsubscribe: (() => void) | undefined;

  constructor(plan: WaitPlan<T>, resolve: (value: T) => void, reject: (reason: unknown) => void) {
    this.#plan = plan;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  start(): void {
    pending.add(this as PendingWait<unknown>);
    if (this.#plan.anyChild) this.#unsubscribe = onChildStarted(() => this.#again());
    this.#again();
  }

  /** Idempotent. Neither resolves nor rejects. */
  cancel(): void {
    pending.delete(this as PendingWait<unknown>);
    this.#unsubscribe?.();
    clearTimeout(this.#timer);
    for (const pid of [...this.#watched.keys()]) this.#unwatch(pid);
  }

  /** `ended`: a child whose pidfd is readable. */
  #again(ended?: number): void {
    try {
      const result = this.#plan.attempt();
      if (result === null) return this.#watch(ended);
      this.cancel();
      this.#resolve(result);
    } catch (error) {
      this.cancel();
      this.#reject(error);
    }
  }

  #watch(ended: number | undefined): void {
    const wanted = new Set(this.#plan.candidates());
    // Ended, but not for us to have yet (a debugger comes first): its pidfd would only keep the loop spinning.
    const unripe = ended !== undefined && wanted.delete(ended);
    for (const pid of this.#watched.keys()) if (!wanted.has(pid)) this.#unwatch(pid);
    let blind = unripe;
    for (const pid of wanted) blind = !this.#open(pid) || blind;
    this.#schedule(blind || this.#plan.stops);
  }

  #schedule(often: boolean): void {
    clearTimeout(this.#timer);
    if (!often && !this.#plan.anyChild) return;
    this.#timer = setTimeout(() => this.#again(), often ? this.#pollMs : RESCAN_MS);
    this.#pollMs = Math.min(this.#pollMs * 2, STOP_POLL_MS);
  }

  /** False where the kernel has no pidfds. */
  #open(pid: number): boolean {
    if (this.#watched.has(pid)) return true;
    const watched = watch(pid, () => this.#again(pid));
    if (watched !== null) this.#watched.set(pid, watched);
    return watched !== null;
  }

  #unwatch(pid: number): void {
    const watched = this.#watched.get(pid);
    this.#watched.delete(pid);
    watched?.watcher.close();
    if (watched !== undefined) native.close(watched.fd);
  }
}

interface Watched {
  fd: number;
  watcher: FdWatcher;
}

const withoutPidfd = new Set(['ENOSYS', 'EPERM', 'EINVAL', 'ESRCH']);

/** Null when there is no pidfd to be had; then one has to ask from time to time. */
function watch(pid: number, changed: () => void): Watched | null {
  let fd: number;
  try {
    fd = native.pidfdOpen(pid, 0);
  } catch (error) {
    if (withoutPidfd.has((error as { code: string }).code)) return null;
    throw error;
  }
  try {
    const watcher = new native.FdWatcher(fd, changed);
    watcher.start(READABLE);
    return { fd, watcher };
  } catch (error) {
    native.close(fd);
    throw error;
  }
}
