/** Figures of a pool, kept as it runs; and the same events on `node:diagnostics_channel`. */
import { channel } from 'node:diagnostics_channel';

/** One process of a pool. */
export interface WorkerStats {
  pid: number;
  /** `starting`, `idle`, `busy`, `leaving` (told to end) or `killed` (sent a signal). */
  state: string;
  /** Tasks done. */
  tasks: number;
  /** Milliseconds spent on them. */
  busyMs: number;
  /** busyMs as a part of its life, 0 to 1. */
  utilization: number;
}

/** What `stats()` gives. Times are milliseconds; a chunk of `map` counts as one task. */
export interface PoolStats {
  workers: WorkerStats[];
  /** Tasks that no worker has yet. */
  queued: number;
  /** Tasks that workers have. */
  running: number;
  completed: number;
  failed: number;
  /** From the submission of a task to its beginning. */
  wait: { mean: number; max: number };
  run: { mean: number; max: number };
  /** Workers made so far. */
  forks: number;
  /** Workers that died before they were told to. */
  deaths: number;
}

/** `{ workers, waitMs, runMs, ok, pid }` when a task is settled. */
const tasks = channel('forkable:pool:task');
/** `{ event: 'start' | 'death', pid, exitcode? }`. */
const workers = channel('forkable:pool:worker');

export class Statistics {
  completed = 0;
  failed = 0;
  forks = 0;
  deaths = 0;
  /** How long a task takes of late. */
  recentMs = -1;
  #waitSum = 0;
  #waitMax = 0;
  #runSum = 0;
  #runMax = 0;

  onTask(pid: number, ok: boolean, submitted: number, runMs: number): void {
    if (ok) this.completed++;
    else this.failed++;
    const waitMs = Math.max(0, performance.now() - submitted - runMs);
    this.#waitSum += waitMs;
    if (waitMs > this.#waitMax) this.#waitMax = waitMs;
    this.#runSum += runMs;
    if (runMs > this.#runMax) this.#runMax = runMs;
    this.recentMs = this.recentMs < 0 ? runMs : this.recentMs * 0.9 + runMs * 0.1;
    if (tasks.hasSubscribers) tasks.publish({ pid, ok, waitMs, runMs });
  }

  onFork(pid: number): void {
    this.forks++;
    if (workers.hasSubscribers) workers.publish({ event: 'start', pid });
  }

  onDeath(pid: number, exitcode: number | null, wasExpected: boolean): void {
    if (!wasExpected) this.deaths++;
    if (workers.hasSubscribers) workers.publish({ event: 'death', pid, exitcode });
  }

  get times(): Pick<PoolStats, 'wait' | 'run'> {
    const count = Math.max(1, this.completed + this.failed);
    return {
      wait: { mean: this.#waitSum / count, max: this.#waitMax },
      run: { mean: this.#runSum / count, max: this.#runMax },
    };
  }
}
