/**
 * The way of tasks to the workers: at once to one that is idle, else by the queue, to a worker forked for it or ahead of
 * time into the ring of one that is busy.
 */
import { me } from '../memory';
import { clock } from './clock';
import type { Crew } from './crew';
import { PATIENCE_MS } from './overseer';
import type { Statistics } from './statistics';
import type { Task } from './task';
import { TaskQueue } from './task-queue';
import type { Worker } from './worker';

/**
 * Where nobody waits for a task, the next so many go to the workers together: a look at who has room for them costs more
 * than a task. At the latest they go when the program has done what it is just doing.
 */
const TOGETHER = 32;

export class Feeder {
  readonly #queue = new TaskQueue();
  readonly #crew: Crew;
  readonly #statistics: Statistics;
  readonly #onHelpless: (cause: unknown) => void;
  #mayFork = true;
  #isOver = false;
  #isFeeding = false;
  /** Tasks that may still be added before the next feeding. */
  #collecting = 0;
  #willFeed = false;

  /** `onHelpless` is called when there is no worker and none can be forked. */
  constructor(crew: Crew, statistics: Statistics, onHelpless: (cause: unknown) => void) {
    this.#crew = crew;
    this.#statistics = statistics;
    this.#onHelpless = onHelpless;
  }

  /** A new task. */
  add(task: Task): void {
    this.#queue.push(task);
    if (--this.#collecting < 0) this.feed();
    else if (!this.#willFeed) this.#feedSoon();
  }

  /** Whether nobody waits for a task, so that some are collected first. */
  get isCollecting(): boolean {
    return this.#collecting > 0;
  }

  /** What the worker has not begun is for whoever comes first. */
  takeBack(worker: Worker): void {
    this.#queue.putBack(worker.takeBack());
  }

  /** What waits, for the workers there are and those that may be forked. */
  feed(): void {
    if (this.#isFeeding) return;
    this.#isFeeding = true;
    this.#collecting = 0;
    try {
      if (this.#employ()) this.#feedAhead();
      if (!this.#crew.wantsFork) this.#collecting = TOGETHER;
    } finally {
      this.#isFeeding = false;
    }
  }

  #feedSoon(): void {
    this.#willFeed = true;
    const { generation } = me;
    process.nextTick(() => {
      this.#willFeed = false;
      // A process forked meanwhile has this to do as well, but the workers are its parent's.
      if (generation === me.generation) this.feed();
    });
  }

  /** Tasks behind a slow one go to who has nothing to do. */
  share(): void {
    if (this.#queue.peek() !== undefined) return;
    const { live } = this.#crew;
    if (this.#crew.isFull && live.every((worker) => worker.inflight.length > 0)) return;
    const now = clock.now();
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

  /** For those who have nothing to do, and those who are forked for it. Whether tasks are left. */
  #employ(): boolean {
    const crew = this.#crew;
    for (;;) {
      const task = this.#queue.peek();
      if (task === undefined || this.#isOver) return false;
      let worker = crew.idle(task.number);
      if (worker === null && this.#mayFork && crew.wantsFork) worker = this.#fork();
      if (worker === null) return true;
      // A fork calls the program's hooks, which may have used the pool.
      if (this.#queue.peek() !== task || worker.state !== 'live') continue;
      if (this.#give(worker, 1) === 0) return true;
    }
  }

  /** For those who are busy, but not for long. */
  #feedAhead(): void {
    const crew = this.#crew;
    crew.measureRooms(this.#statistics.recentMs);
    for (;;) {
      const task = this.#queue.peek();
      if (task === undefined) return;
      const worker = crew.roomiest(task.number);
      if (worker === null) return;
      const share = Math.ceil(this.#queue.length / crew.live.length);
      if (this.#give(worker, Math.min(worker.room, share)) === 0) return;
    }
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

  /** How many of the first tasks, `most` at most, the worker has taken. */
  #give(worker: Worker, most: number): number {
    const row = this.#queue.row(most, worker);
    try {
      const count = worker.give(row);
      for (let i = 0; i < count; i++) this.#queue.shift();
      return count;
    } catch (error) {
      // It could not be encoded once more.
      (row[0] as Task).reject(error);
      return 1;
    }
  }
}
