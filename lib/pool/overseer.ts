/** What has to happen to workers in time: SIGKILL after SIGTERM, the end of tasks that run too long, limits of memory. */
import { clock } from './clock';
import { MemoryWatch } from './memory-watch';
import type { Task } from './task';
import type { Worker } from './worker';

/** How long a task runs before those behind it go to idle workers. */
export const PATIENCE_MS = 2;

export class Overseer {
  readonly memory: MemoryWatch;
  readonly #onLate: (task: Task) => void;
  readonly #onTooLarge: (worker: Worker) => void;

  constructor(maxMemory: number, onLate: (task: Task) => void, onTooLarge: (worker: Worker) => void) {
    this.memory = new MemoryWatch(maxMemory);
    this.#onLate = onLate;
    this.#onTooLarge = onTooLarge;
  }

  /** Does what is due; returns when to come again. */
  look(workers: Iterable<Worker>): number {
    const now = clock.now();
    let next = Infinity;
    for (const worker of workers) {
      if (worker.killAt <= now) worker.kill();
      next = Math.min(next, worker.killAt);
      if (worker.inflight.length > 0 && worker.state === 'live') {
        next = Math.min(next, this.#lookAt(worker, now));
      }
    }
    return next;
  }

  #lookAt(worker: Worker, now: number): number {
    const head = worker.inflight.peek() as Task;
    let next = worker.inflight.length > 1 ? now + PATIENCE_MS : Infinity;
    // The time of a task begins when there is somebody to do it.
    if (!worker.isReady) worker.headSince = now;
    if (head.timeout !== null) {
      const due = worker.headSince + head.timeout;
      if (due <= now) this.#onLate(head);
      else next = Math.min(next, due);
    }
    if (this.memory.isOn) {
      if (this.memory.isTooLarge(worker)) this.#onTooLarge(worker);
      next = Math.min(next, now + this.memory.interval);
    }
    return next;
  }
}
