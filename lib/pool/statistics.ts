/** Figures of a pool, kept as it runs; and the same events on `node:diagnostics_channel`. */
import { channel } from 'node:diagnostics_channel';
import { clock } from './clock';
import type { Worker } from './worker';

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

/** `{ pid, ok, waitMs, runMs }` when a task is done. */
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

  onTask(pid: number, ok: boolean, waitMs: number, runMs: number): void {
    if (ok) this.completed++;
    else this.failed++;
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

  /** `outstanding`: tasks that are not settled. */
  report(crew: Iterable<Worker>, outstanding: number): PoolStats {
    const now = clock.now();
    const list = [...crew];
    const running = list.reduce((sum, worker) => sum + worker.inflight.length, 0);
    const count = Math.max(1, this.completed + this.failed);
    return {
      workers: list.map((worker) => portrait(worker, now)),
      queued: outstanding - running,
      running,
      completed: this.completed,
      failed: this.failed,
      wait: { mean: this.#waitSum / count, max: this.#waitMax },
      run: { mean: this.#runSum / count, max: this.#runMax },
      forks: this.forks,
      deaths: this.deaths,
    };
  }
}

function portrait(worker: Worker, now: number): WorkerStats {
  const { pid, done, busyMs, inflight, isReady, state } = worker;
  const doing = !isReady ? 'starting' : inflight.length > 0 ? 'busy' : 'idle';
  const utilization = Math.min(1, busyMs / Math.max(1, now - worker.started));
  return { pid, state: state === 'live' ? doing : state, tasks: done, busyMs, utilization };
}
