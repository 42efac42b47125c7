/** The workers of a pool: who there is, who takes the next task, who comes and who goes. */
import type { Bell } from './bell';
import type { Bequest } from './bequest';
import { OomKills } from './out-of-memory';
import { rehearse } from './rehearsal';
import type { PoolSettings } from './settings';
import { Worker } from './worker';

/** A worker is given as many tasks ahead as it does in this time, up to a limit. */
const AHEAD_MS = 1;
const MOST_AHEAD = 256;
/** Tasks of a worker whose results nobody has read. */
const MOST_UNREAD = 8192;
/** How long one that was told to end has for it. */
const LEAVE_MS = 5000;

/** One for all pools: to find the file that tells takes longer than to read it. */
let oomKills: OomKills | undefined;

export class Crew {
  /** Those that take tasks, and all that are not dead. */
  live: readonly Worker[] = [];
  readonly all = new Set<Worker>();
  isForking = false;
  /** For those that are forked now. */
  bequest: Bequest | null = null;
  readonly #settings: PoolSettings;
  readonly #bell: Bell;
  readonly #onDeath: (worker: Worker) => void;
  #made = 0;
  #kills = 0;

  constructor(settings: PoolSettings, bell: Bell, onDeath: (worker: Worker) => void) {
    this.#settings = settings;
    this.#bell = bell;
    this.#onDeath = onDeath;
  }

  // ---- who takes a task

  /** One that has nothing to do and knows the function. */
  idle(number: number): Worker | null {
    for (const worker of this.live) {
      if (worker.inflight.length === 0 && worker.budget > 0 && worker.knows(number)) return worker;
    }
    return null;
  }

  get isFull(): boolean {
    return this.live.length >= this.#settings.processes;
  }

  /** Whether the task, which no idle worker can do, is worth a fork: there is room, or one who cannot is idle. */
  get wantsFork(): boolean {
    return !this.isFull || this.#someIdle() !== null;
  }

  /** A new one, in place of an idle one where there are enough; null when enough are still ending. Throws OSError. */
  fork(): Worker | null {
    if (this.all.size >= 2 * this.#settings.processes + 2) return null;
    if (this.isFull) {
      const idle = this.#someIdle();
      if (idle === null) return null;
      this.dismiss(idle);
    }
    this.isForking = true;
    try {
      const worker = new Worker({
        name: `${this.#settings.prefix}-${++this.#made}`,
        settings: this.#settings,
        initargs: this.#settings.initargs,
        budget: this.#settings.maxTasks,
        parentBell: this.#bell,
        bequest: this.bequest,
        onDeath: this.#onDeath,
      });
      this.live = [...this.live, worker];
      this.all.add(worker);
      // The first worker is being waited for: what takes time comes behind it.
      if (this.all.size === 1) this.wasOutOfMemory();
      rehearse();
      return worker;
    } finally {
      this.isForking = false;
    }
  }

  /** Looks how many tasks each may be given ahead of time when tasks take `recentMs`: they wait in its ring. */
  measureRooms(recentMs: number): void {
    const most = recentMs < 0 ? 1 : Math.min(MOST_AHEAD, Math.floor(AHEAD_MS / Math.max(recentMs, 0.001)));
    for (const worker of this.live) {
      let count = worker.inflight.length;
      // Of many tiny tasks most may be done, only their results are not read yet.
      if (count >= most && most > 1 && count < MOST_UNREAD) count = worker.waiting;
      worker.room = Math.min(most - count, worker.budget);
    }
  }

  /** The one with the most room that knows the function. */
  roomiest(number: number): Worker | null {
    let best: Worker | null = null;
    let most = 0;
    for (const worker of this.live) {
      if (worker.room <= most || !worker.knows(number)) continue;
      best = worker;
      most = worker.room;
    }
    return best;
  }

  #someIdle(): Worker | null {
    for (const worker of this.live) if (worker.inflight.length === 0 && worker.budget > 0) return worker;
    return null;
  }

  /** Whether the one being forked has no others whose channels it would inherit. */
  get isForkingFirst(): boolean {
    return this.isForking && this.all.size === 0;
  }

  // ---- who goes

  /** One with nothing to do: it ends by itself. */
  dismiss(worker: Worker): void {
    this.#retire(worker);
    worker.dismiss(LEAVE_MS);
  }

  /** One that must not go on. */
  end(worker: Worker, signal: 'SIGTERM' | 'SIGKILL'): void {
    this.#retire(worker);
    if (signal === 'SIGKILL') worker.kill();
    else worker.terminate(this.#settings.grace);
  }

  endAll(signal: 'SIGTERM' | 'SIGKILL'): void {
    for (const worker of this.all) this.end(worker, signal);
  }

  /** One that is dead. */
  bury(worker: Worker): void {
    worker.bury();
    this.all.delete(worker);
    this.#retire(worker);
  }

  /** Whether the kernel has killed somebody for want of memory since this was last asked. */
  wasOutOfMemory(): boolean {
    const before = this.#kills;
    this.#kills = (oomKills ??= new OomKills()).count();
    return this.#kills > before;
  }

  /** In another process than the pool's. The one being forked is not among them yet. */
  abandon(): void {
    for (const worker of this.all) worker.abandon();
  }

  #retire(worker: Worker): void {
    this.live = this.live.filter((other) => other !== worker);
  }
}
