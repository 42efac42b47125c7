/** In a worker: one task after the other until it is told to end. */
import type { FdWatcher } from '../native';
import type { Channel } from './channel';
import { clock } from './clock';
import { APPLY, decodeTask, OVERWEIGHT, RETURNED, THREW, type TaskMessage } from './protocol';
import { isThenable, runTask } from './run-task';
import { sendResult } from './send-result';
import { Spin } from './spin';

/** How long it works without a turn of its event loop. */
const TURN_MS = 5;
/** In place of a task: there is none. */
const NOTHING = Symbol('nothing');

export class WorkerLoop {
  readonly #channel: Channel;
  readonly #limit: number;
  readonly #spin = new Spin();
  readonly #onIdle: () => void;
  #wake: (() => void) | null = null;
  #watcher: FdWatcher | null = null;
  /** When it was last looked at the clock. */
  #now = clock.now();

  /** `onIdle` is called once, when there is nothing to do for the first time. */
  constructor(channel: Channel, maxMemory: number, onIdle: () => void) {
    this.#channel = channel;
    this.#onIdle = onIdle;
    this.#limit = maxMemory === Infinity ? Infinity : process.memoryUsage.rss() + maxMemory;
  }

  async run(): Promise<void> {
    let turnEnds = 0;
    for (;;) {
      const message = this.#take();
      if (message === null) break;
      if (message === NOTHING) {
        await this.#sleep();
        this.#now = clock.now();
        turnEnds = this.#now + TURN_MS;
        continue;
      }
      if (message !== undefined) {
        const pending = this.#perform(message);
        if (pending !== undefined) {
          this.#listen();
          await pending;
        }
      }
      if (this.#now < turnEnds) continue;
      await new Promise(setImmediate);
      this.#now = clock.now();
      turnEnds = this.#now + TURN_MS;
    }
    this.#watcher?.close();
  }

  /** One task from take to result, as far as that goes at once: in a parent that does so before its children have to. */
  rehearse(): void {
    void this.#perform(this.#take() as TaskMessage);
  }

  /** The next message; NOTHING when it is not worth waiting here for one; undefined when it was none that can be read. */
  #take(): TaskMessage | null | typeof NOTHING | undefined {
    const { tasks } = this.#channel;
    for (;;) {
      const encoded = tasks.receiveEncoded();
      if (encoded === null) {
        this.#now = clock.now();
        if (this.#spin.goesOn(this.#now)) continue;
        return NOTHING;
      }
      this.#spin.over(this.#now);
      try {
        return decodeTask(encoded.bytes, 0, encoded.length);
      } catch (error) {
        // It could not be decoded: that is its result.
        this.#finish(THREW, error, false);
        return undefined;
      }
    }
  }

  /** A promise only where the function gives one. */
  #perform(message: TaskMessage): Promise<void> | undefined {
    const isChunk = message.mode !== APPLY;
    try {
      const value = runTask(message);
      if (isThenable(value)) return this.#await(value, isChunk);
      this.#finish(RETURNED, value, isChunk);
    } catch (error) {
      this.#finish(THREW, error, isChunk);
    }
    return undefined;
  }

  async #await(promise: PromiseLike<unknown>, isChunk: boolean): Promise<void> {
    let value: unknown;
    try {
      value = await promise;
    } catch (error) {
      this.#finish(THREW, error, isChunk);
      return;
    }
    this.#finish(RETURNED, value, isChunk);
  }

  #finish(outcome: typeof RETURNED | typeof THREW, value: unknown, isChunk: boolean): void {
    const channel = this.#channel;
    const ended = clock.now();
    // Before the result is there: whoever reads that gives the next task.
    if (this.#limit !== Infinity && process.memoryUsage.rss() > this.#limit) channel.setStage(OVERWEIGHT);
    sendResult(channel.results, outcome, ended - this.#now, value, isChunk);
    this.#now = ended;
    channel.tellParent();
  }

  /** Not before there is something to wait for. It keeps the process alive. */
  #listen(): void {
    if (this.#watcher !== null) return;
    this.#watcher = this.#channel.workerBell.listen(() => this.#wake?.());
    this.#onIdle();
  }

  #sleep(): Promise<void> {
    const { workerBell, tasks } = this.#channel;
    this.#listen();
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = null;
        workerBell.wakeUp();
        resolve();
      };
      workerBell.prepareToSleep();
      if (tasks.size > 0) this.#wake();
    });
  }
}
