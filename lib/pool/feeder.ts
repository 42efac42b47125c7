/**
 * The way of tasks to the workers: at once to one that is idle, else by the queue, to a worker forked for it or ahead of
 * time into the ring of one that is busy.
 */
import type { Crew } from './crew';
import { keep } from './outbox';
import { PATIENCE_MS } from './overseer';
import type { Statistics } from './statistics';
import type { Task } from './task';
import { TaskQueue } from './task-queue';
import type { Worker } from './worker';

/** When all rings are full, a look at them is worth the while again after so many more tasks. */
const LOOK_AFTER = 16;

export class Feeder {
  readonly #queue = new TaskQueue();
  readonly #crew: Crew;
  readonly #statistics: Statistics;
  readonly #onHelpless: (cause: unknown) => void;
  #mayFork = true;
  #isOver = false;
  #isFeeding = false;
  #skip = 0;

  /** `onHelpless` is called when there is no worker and none can be forked. */
  constructor(crew: Crew, statistics: Statistics, onHelpless: (cause: unknown) => void) {
    this.#crew = crew;
    this.#statistics = statistics;
    this.#onHelpless = onHelpless;
  }

  /** A new task, its message as the codec has just written it. */
  add(task: Task, bytes: Buffer, length: number): void {
    const worker = this.#queue.peek() === undefined ? this.#workerNow(task.number) : null;
    if (worker !== null && worker.canRead(task) && worker.give(task, bytes, length)) return;
    keep(task, bytes, length);
    this.#queue.push(task);
    if (--this.#skip < 0) this.feed();
  }

  /** What the worker has not begun is for whoever comes first. */
  takeBack(worker: Worker): void {
    this.#queue.putBack(worker.takeBack());
  }

  /** What waits, for the workers there are and those that may be forked. */
  feed(): void {
    if (this.#isFeeding) return;
    this.#isFeeding = true;
    this.#skip = 0;
    try {
      for (;;) {
        const task = this.#queue.peek();
        if (task === undefined || this.#isOver) return;
        const worker = this.#workerFor(task.number);
        if (worker === null) break;
        // A fork calls the program's hooks, which may have used the pool.
        if (this.#queue.peek() !== task || worker.state !== 'live') continue;
        if (!this.#give(worker, task)) break;
        this.#queue.shift();
      }
      this.#skip = LOOK_AFTER;
    } finally {
      this.#isFeeding = false;
    }
  }

  /** Tasks behind a slow one go to who has nothing to do. */
  share(): void {
    if (this.#queue.peek() !== undefined) return;
    const { live } = this.#crew;
    if (this.#crew.isFull && live.every((worker) => worker.inflight.length > 0)) return;
    const now = performance.now();
    for (const worker of live) {
      if (worker.inflight.length > 1 && now - worker.headSince >= PATIENCE_MS) this.takeBack(worker);
    }
    this.feed();
  }

  /** Workers that are forked would not do any better. */
  forkNoMore(): void {
    this.#mayFork = false;
  }

  /** Nothing goes to a worker any more. */
  stop(): void {
    this.#isOver = true;
  }

  /** All that waits, and nothing does any more. */
  drain(): Task[] {
    return this.#queue.drain();
  }

  /** Without a fork: that is for a task that waits. */
  #workerNow(number: number): Worker | null {
    const idle = this.#crew.idle(number);
    if (idle !== null || this.#crew.wantsFork) return idle;
    return this.#crew.ahead(number, this.#statistics.recentMs);
  }

  #workerFor(number: number): Worker | null {
    const idle = this.#crew.idle(number);
    if (idle !== null) return idle;
    const fresh = this.#mayFork && this.#crew.wantsFork ? this.#fork() : null;
    return fresh ?? this.#crew.ahead(number, this.#statistics.recentMs);
  }

  #fork(): Worker | null {
    try {
      const worker = this.#crew.fork();
      if (worker !== null) this.#statistics.onFork(worker.pid);
      return worker;
    } catch (error) {
      // Others can do the work, or nobody can.
      if (this.#crew.live.length === 0) this.#onHelpless(error);
      return null;
    }
  }

  #give(worker: Worker, task: Task): boolean {
    try {
      return worker.giveKept(task);
    } catch (error) {
      // What was to be inherited cannot be sent any more: its memory was given away meanwhile.
      task.reject(error);
      return true;
    }
  }
}
