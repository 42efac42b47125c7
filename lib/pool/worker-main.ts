/** The life of a worker, in the worker: one task after the other until it is told to end. */
import { nice as setNice } from '../os';
import { BUSY, NOTHING } from '../queues';
import { signal, SIG_IGN } from '../signal';
import type { Channel } from './channel';
import {
  APPLY,
  NO_START,
  OVERWEIGHT,
  READY,
  RETURNED,
  THREW,
  type Outcome,
  type TaskMessage,
} from './protocol';
import { holdAll } from './registry';
import { isThenable, runTask, sendResult } from './run-task';

export interface WorkerSettings {
  initializer: ((...args: unknown[]) => unknown) | null;
  nice: number;
  /** Bytes that it may grow by. */
  maxMemory: number;
}

/** How long it works without a turn of its event loop. */
const TURN_MS = 5;
const SIGINT = 2;

export async function workerMain(
  channel: Channel,
  settings: WorkerSettings,
  initargs: readonly unknown[],
): Promise<void> {
  // Ctrl-C goes to all processes of the terminal: what becomes of the pool is its owner's to say.
  signal(SIGINT, SIG_IGN);
  holdAll();
  channel.becomeWorker();
  try {
    if (settings.nice !== 0) setNice(settings.nice);
    await settings.initializer?.(...initargs);
  } catch (error) {
    sendResult(channel.results, NO_START, 0, error, false);
    channel.tellParent();
    return;
  }
  channel.setStage(READY);
  await new WorkerLoop(channel, settings.maxMemory).run();
}

class WorkerLoop {
  readonly #channel: Channel;
  readonly #limit: number;
  #wake: (() => void) | null = null;

  constructor(channel: Channel, maxMemory: number) {
    this.#channel = channel;
    this.#limit = maxMemory === Infinity ? Infinity : process.memoryUsage.rss() + maxMemory;
  }

  async run(): Promise<void> {
    const { tasks } = this.#channel;
    const watcher = this.#channel.workerBell.listen(() => this.#wake?.());
    let turnEnds = performance.now() + TURN_MS;
    for (;;) {
      let message: unknown;
      const began = performance.now();
      try {
        message = tasks.receive();
      } catch (error) {
        // It could not be decoded: that is its result.
        this.#finish(THREW, began, error, false);
        continue;
      }
      if (message === null) break;
      if (message === NOTHING || message === BUSY) {
        if (message === NOTHING) await this.#sleep();
        turnEnds = performance.now() + TURN_MS;
        continue;
      }
      await this.#perform(message as TaskMessage, began);
      if (performance.now() > turnEnds) {
        await new Promise(setImmediate);
        turnEnds = performance.now() + TURN_MS;
      }
    }
    watcher.close();
  }

  async #perform(message: TaskMessage, began: number): Promise<void> {
    const isChunk = message[2] !== APPLY;
    let outcome: Outcome = RETURNED;
    let value: unknown;
    try {
      value = runTask(message);
      if (isThenable(value)) value = await value;
    } catch (error) {
      outcome = THREW;
      value = error;
    }
    this.#finish(outcome, began, value, isChunk);
  }

  #finish(outcome: Outcome, began: number, value: unknown, isChunk: boolean): void {
    const channel = this.#channel;
    sendResult(channel.results, outcome, performance.now() - began, value, isChunk);
    if (this.#limit !== Infinity && process.memoryUsage.rss() > this.#limit) channel.setStage(OVERWEIGHT);
    channel.tellParent();
  }

  #sleep(): Promise<void> {
    const { workerBell, tasks } = this.#channel;
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
