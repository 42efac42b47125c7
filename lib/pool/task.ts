/** A piece of work on its way: from submit() to the one settlement of its sink. */
import { TimeoutError } from '../errors';
import { clock } from './clock';
import type { Legacy } from './legacy';
import type { Letter } from './outbox';
import type { Mode } from './protocol';
import type { TaskFunction } from './registry';
import type { Worker } from './worker';

/** Who wants the outcome. Each is called once at most, on the event loop or inside a blocking call of the pool. */
export interface TaskSink {
  /** What the worker sent; of a chunk a ChunkResult. */
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

export interface TaskInit {
  fn: TaskFunction;
  mode: Mode;
  args: readonly unknown[];
  kwargs?: object | null;
  /** Milliseconds that it may run. */
  timeout?: number;
  signal?: AbortSignal | undefined;
}

/** queued: in the dispatcher; sent: a worker's; settled: the sink knows. */
export type TaskState = 'queued' | 'sent' | 'settled';

export class Task implements Letter {
  state: TaskState = 'queued';
  /** Who has it. */
  worker: Worker | null = null;
  /** What it is known by in a ring, and its message while it is not in one. */
  readonly tag: number;
  bytes: Buffer | null;
  offset: number;
  end: number;
  isAlone: boolean;
  legacy: Legacy | null = null;
  /** When it was submitted; performance.now(). */
  readonly submitted = clock.now();
  /** Holds the function as long as a worker may have to be forked for it. */
  readonly fn: TaskFunction;
  readonly number: number;
  /** Milliseconds that it may run; null: as long as it likes. */
  readonly timeout: number | null;
  readonly sink: TaskSink;
  readonly #onSettled: () => void;
  #forgetSignal: (() => void) | null = null;

  constructor(init: TaskInit, number: number, letter: Letter, sink: TaskSink, onSettled: () => void) {
    this.tag = letter.tag;
    this.bytes = letter.bytes;
    this.offset = letter.offset;
    this.end = letter.end;
    this.isAlone = letter.isAlone;
    this.fn = init.fn;
    this.number = number;
    this.timeout = init.timeout === Infinity ? null : (init.timeout ?? null);
    this.sink = sink;
    this.#onSettled = onSettled;
  }

  /** It is back from a ring, in memory of its own. */
  takeBack(bytes: Buffer): void {
    this.state = 'queued';
    this.worker = null;
    this.bytes = bytes;
    this.offset = 0;
    this.end = bytes.length;
    this.isAlone = true;
  }

  /** Calls `onAbort` when the signal aborts first. */
  watch(signal: AbortSignal, onAbort: (reason: unknown) => void): void {
    const listener = (): void => onAbort(signal.reason);
    signal.addEventListener('abort', listener, { once: true });
    this.#forgetSignal = () => signal.removeEventListener('abort', listener);
  }

  /** What it fails with when it has run for its time. */
  late(): TimeoutError {
    return new TimeoutError(`the task was not done in ${this.timeout} ms`);
  }

  resolve(value: unknown): void {
    if (this.#settle()) this.sink.resolve(value);
  }

  reject(error: unknown): void {
    if (this.#settle()) this.sink.reject(error);
  }

  #settle(): boolean {
    if (this.state === 'settled') return false;
    this.state = 'settled';
    this.bytes = null;
    this.legacy = null;
    this.worker = null;
    this.#forgetSignal?.();
    this.#onSettled();
    return true;
  }
}
