/** Items in portions: what map sends at once, and the values that come back in their places. */
import { arrived } from './failures';
import type { ChunkResult } from './protocol';
import type { TaskSink } from './task';

/** Python's: four portions for each worker. */
export function defaultChunksize(length: number, processes: number): number {
  return Math.max(1, Math.ceil(length / (processes * 4)));
}

/** One item as it came back. */
export type ItemOutcome = { ok: true; value: unknown } | { ok: false; error: unknown };

export function outcomesOf({ values, failures }: ChunkResult): ItemOutcome[] {
  const outcomes: ItemOutcome[] = values.map((value) => ({ ok: true, value }));
  for (const [index, outcome, error] of failures) {
    outcomes[index] = { ok: false, error: arrived(outcome, error) };
  }
  return outcomes;
}

/** Gathers the chunks of one map. All are done before it is settled; the first error in the order of the items counts. */
export class Gathering {
  readonly values: unknown[];
  #left: number;
  #firstFailure = Infinity;
  #error: unknown;
  readonly #sink: TaskSink;
  readonly #onProgress: ((done: number, total: number) => void) | null;
  #done = 0;

  constructor(
    total: number,
    chunks: number,
    sink: TaskSink,
    onProgress: ((done: number, total: number) => void) | null,
  ) {
    this.values = new Array<unknown>(total);
    this.#left = chunks;
    this.#sink = sink;
    this.#onProgress = onProgress;
  }

  /** The sink of the chunk that begins at `start`. */
  part(start: number, count: number): TaskSink {
    return {
      resolve: (result) => {
        const { values, failures } = result as ChunkResult;
        for (let i = 0; i < values.length; i++) this.values[start + i] = values[i];
        const first = failures[0];
        if (first !== undefined) this.#fail(start + first[0], () => arrived(first[1], first[2]));
        this.#partDone(count);
      },
      reject: (error) => {
        this.#fail(start, () => error);
        this.#partDone(count);
      },
    };
  }

  #fail(place: number, error: () => unknown): void {
    if (place >= this.#firstFailure) return;
    this.#firstFailure = place;
    this.#error = error();
  }

  #partDone(count: number): void {
    this.#done += count;
    this.#onProgress?.(this.#done, this.values.length);
    if (--this.#left > 0) return;
    if (this.#firstFailure === Infinity) this.#sink.resolve(this.values);
    else this.#sink.reject(this.#error);
  }
}
