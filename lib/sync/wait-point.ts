/**
 * Where the tasks of one process wait for one primitive: synchronously, with the thread asleep on a word, or in a
 * queue of promises for which the process's waiter thread sleeps.
 *
 * Waiting is attempt, sleep while the word is what it was, attempt again. An attempt returns undefined for "not yet". Both faces
 * look after the dead: after a slice without news the next attempt is asked to `look`.
 */
import { me } from '../memory';
import { native, CHANGED } from '../native';
import { blocking } from '../util/blocking';
import { addForkHooks } from '../util/fork-hooks';
import type { Wait } from '../util/timeout';

/** What an attempt knows about the wait it belongs to. */
export interface Turn {
  /** It has slept on the word before. */
  slept: boolean;
  /** A slice went by without news: see who is still alive. */
  look: boolean;
  /** It has waited long enough to be preferred. */
  starving: boolean;
}

/** A wait in three acts. */
export interface Waiting<T> {
  /** undefined: not yet. May throw: the wait fails. */
  attempt(turn: Turn): T | undefined;
  /** The time is up: the last word, not undefined. */
  expire(): T;
  /** Aborted, or a signal handler threw: undo what the wait has left in shared memory. */
  abandon(): void;
}

interface Pending extends Turn {
  waiting: Waiting<unknown>;
  since: number;
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
  timer: NodeJS.Timeout | undefined;
  signal: AbortSignal | undefined;
  onAbort: () => void;
}

/** The first sleep is short: the holder may have been dead from the start. */
const FIRST_SLICE = 5;
/** Milliseconds after which a waiter is preferred to newcomers. */
const STARVING_AFTER = 2;
const LONGEST_TIMER = 0x7fffffff;

/** Points with pending promises: a child is not to complete its parent's. */
const busy = new Set<WaitPoint>();
addForkHooks({
  needed: () => busy.size > 0,
  afterInChild: () => {
    for (const point of busy) point.forget();
    busy.clear();
  },
});

export class WaitPoint {
  /** The value of the word that the last attempt has seen: what to sleep on. */
  seen = 0;
  #words: Int32Array;
  #index: number;
  #flags: number;
  #ordered: boolean;
  #queue: Pending[] = [];
  #armed = 0;
  #kicked = false;

  /** `ordered`: strictly first come, first served; attempts set `seen`. Otherwise the point reads the word. */
  constructor(words: Int32Array, index: number, flags: number, ordered: boolean) {
    this.#words = words;
    this.#index = index;
    this.#flags = flags;
    this.#ordered = ordered;
  }

  get hasWaiters(): boolean {
    return this.#queue.length > 0;
  }

  /**
   * Before a wait leaves its mark: news within microseconds costs neither side a system call. False: there was none, or it
   * is not worth a try.
   */
  spin(seen: number): boolean {
    return this.#queue.length === 0 && native.spinOnWord(this.#words, this.#index, seen);
  }

  /** `spun`: in vain. */
  waitSync<T>(waiting: Waiting<T>, wait: Wait, spun = false): T {
    const since = performance.now();
    const turn = { slept: false, look: false, starving: false };
    try {
      for (;;) {
        if (wait.signal?.aborted) throw wait.signal.reason;
        if (!this.#ordered) this.seen = Atomics.load(this.#words, this.#index);
        const outcome = waiting.attempt(turn);
        if (outcome !== undefined) return outcome;
        const waited = performance.now() - since;
        if (waited >= wait.ms) return waiting.expire();
        const most = turn.slept ? wait.ms - waited : Math.min(FIRST_SLICE, wait.ms - waited);
        const spin = spun || turn.slept ? 0 : 1;
        turn.look = !this.#sleep(most, spin, wait.signal);
        turn.slept = true;
        turn.starving = waited > STARVING_AFTER;
      }
    } catch (error) {
      waiting.abandon();
      throw error;
    }
  }

  #sleep(most: number, spin: number, signal: AbortSignal | undefined): boolean {
    return blocking(signal, () => native.sleepOnWord(this.#words, this.#index, this.seen, most, spin));
  }

  wait<T>(waiting: Waiting<T>, wait: Wait): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (wait.signal?.aborted) {
        waiting.abandon();
        reject(wait.signal.reason as Error);
        return;
      }
      const pending: Pending = {
        waiting,
        since: performance.now(),
        slept: false,
        look: false,
        starving: false,
        resolve: resolve as (value: unknown) => void,
        reject,
        timer: undefined,
        signal: wait.signal,
        onAbort: () => this.#abort(pending),
      };
      wait.signal?.addEventListener('abort', pending.onAbort, { once: true });
      if (wait.ms <= LONGEST_TIMER) pending.timer = setTimeout(() => this.#expire(pending), wait.ms);
      this.#queue.push(pending);
      busy.add(this);
      if (!this.#ordered || this.#queue.length === 1) this.#pump();
    });
  }

  /** Something changed by this process's own doing: its waiters need not hear of it through the waiter thread. */
  kick(): void {
    if (this.#queue.length === 0 || this.#kicked) return;
    this.#kicked = true;
    const { generation } = me;
    queueMicrotask(() => {
      this.#kicked = false;
      if (generation === me.generation) this.#pump();
    });
  }

  /** In a child: the waits are the parent's, their promises never settle here. */
  forget(): void {
    for (const pending of this.#queue) clearTimeout(pending.timer);
    this.#queue = [];
    this.#armed = 0;
    this.#kicked = false;
  }

  #pump(): void {
    this.#disarm();
    if (!this.#ordered) this.seen = Atomics.load(this.#words, this.#index);
    for (let at = 0; at < this.#queue.length;) {
      const pending = this.#queue[at] as Pending;
      if (this.#settle(pending)) continue;
      if (this.#ordered) break;
      at++;
    }
    if (this.#queue.length > 0) this.#arm();
  }

  #settle(pending: Pending): boolean {
    pending.starving = pending.slept && performance.now() - pending.since > STARVING_AFTER;
    try {
      const outcome = pending.waiting.attempt(pending);
      if (outcome === undefined) return false;
      this.#leave(pending);
      pending.resolve(outcome);
    } catch (error) {
      this.#leave(pending);
      pending.reject(error);
    }
    return true;
  }

  #arm(): void {
    this.#armed = native.waitAsync(this.#words, this.#index, this.seen, Infinity, this.#flags, (outcome) => {
      this.#armed = 0;
      const last = this.#ordered ? Math.min(1, this.#queue.length) : this.#queue.length;
      for (let at = 0; at < last; at++) {
        const pending = this.#queue[at] as Pending;
        pending.slept = true;
        pending.look = outcome !== CHANGED;
      }
      this.#pump();
    });
  }

  #disarm(): void {
    if (this.#armed !== 0) native.cancelWait(this.#armed);
    this.#armed = 0;
  }

  #leave(pending: Pending): void {
    this.#queue.splice(this.#queue.indexOf(pending), 1);
    clearTimeout(pending.timer);
    pending.signal?.removeEventListener('abort', pending.onAbort);
    if (this.#queue.length === 0) {
      this.#disarm();
      busy.delete(this);
    }
  }

  #expire(pending: Pending): void {
    if (!this.#queue.includes(pending)) return;
    this.#leave(pending);
    try {
      pending.resolve(pending.waiting.expire());
    } catch (error) {
      pending.reject(error);
    }
    this.#pump(); // the next in line had not been asked before
  }

  #abort(pending: Pending): void {
    if (!this.#queue.includes(pending)) return;
    this.#leave(pending);
    pending.waiting.abandon();
    pending.reject(pending.signal?.reason);
    this.#pump();
  }
}
