/** The way of results from the workers to the sinks of their tasks. */
import { clock } from './clock';
import type { Crew } from './crew';
import { arrived } from './failures';
import { msIn, NO_START, outcomeIn, RETURNED, valueIn } from './protocol';
import type { Statistics } from './statistics';
import type { Worker } from './worker';

/** At a time: the event loop has others to serve. */
const MOST_RESULTS = 2048;

export class Harvest {
  readonly #crew: Crew;
  readonly #statistics: Statistics;
  readonly #onNoStart: (cause: unknown) => void;

  /** `onNoStart` is called when a worker says that its initializer has failed. */
  constructor(crew: Crew, statistics: Statistics, onNoStart: (cause: unknown) => void) {
    this.#crew = crew;
    this.#statistics = statistics;
    this.#onNoStart = onNoStart;
  }

  /** From all workers; how many. */
  gather(): number {
    let count = 0;
    for (const worker of this.#crew.all) {
      if (!worker.isQuiet) count += this.from(worker);
      if (count >= MOST_RESULTS) break;
    }
    return count;
  }

  /** From one worker; how many. */
  from(worker: Worker): number {
    const now = clock.now();
    let count = 0;
    while (count < MOST_RESULTS && worker.state !== 'dead' && worker.nextResult()) {
      count++;
      this.#settle(worker, now);
    }
    return count;
  }

  #settle(worker: Worker, now: number): void {
    const { bytes, start, end } = worker.inbox;
    const outcome = outcomeIn(bytes, start);
    let value: unknown;
    try {
      value = valueIn(bytes, start, end);
    } catch (error) {
      // It cannot be decoded: the task's own misfortune.
      if (outcome === NO_START) this.#onNoStart(error);
      else worker.shift(now)?.reject(error);
      return;
    }
    if (outcome === NO_START) {
      this.#onNoStart(value);
      return;
    }
    const ms = msIn(bytes, start);
    const task = worker.shift(now);
    worker.done++;
    worker.busyMs += ms;
    if (task === undefined) return;
    this.#statistics.onTask(worker.pid, outcome === RETURNED, Math.max(0, now - task.submitted - ms), ms);
    if (outcome === RETURNED) task.resolve(value);
    else task.reject(arrived(outcome, value));
  }
}
