/** What a worker and its pool share: a ring for each direction, a bell at each end, a word for the worker's stage. */
import { Ring } from '../queues';
import { allocate, keepFor } from '../memory';
import { Bell } from './bell';
import { STARTING } from './protocol';

export class Channel {
  readonly tasks = Ring.create();
  readonly results: Ring;
  readonly workerBell: Bell;
  readonly #parentBell: Bell;
  readonly #words: Int32Array;
  readonly #stage: number;

  /** `parentBell` is one for all workers of a pool. */
  constructor(parentBell: Bell) {
    this.#parentBell = parentBell;
    try {
      this.results = Ring.create();
    } catch (error) {
      this.tasks.close();
      throw error;
    }
    try {
      this.workerBell = new Bell();
    } catch (error) {
      this.tasks.close();
      this.results.close();
      throw error;
    }
    const block = allocate(64);
    keepFor(this, block);
    this.#words = block.arena.words;
    this.#stage = block.index;
    this.setStage(STARTING);
  }

  get stage(): number {
    return Atomics.load(this.#words, this.#stage);
  }

  setStage(stage: number): void {
    Atomics.store(this.#words, this.#stage, stage);
  }

  /** In the worker: each side learns of the other's death. */
  becomeWorker(): void {
    this.tasks.claim('take');
    this.results.claim('put');
  }

  tellWorker(): void {
    this.workerBell.ring();
  }

  tellParent(): void {
    this.#parentBell.ring();
  }

  close(): void {
    this.tasks.close();
    this.results.close();
    this.workerBell.close();
  }
}
