/** Looks how much workers have grown since they were forked: what they share with their parent is not counted. */
import { readFileSync } from 'node:fs';
import { WorkerLostError } from '../errors';
import type { Worker } from './worker';

const PAGE = 4096;

export class MemoryWatch {
  /** Milliseconds between two looks. */
  readonly interval = 100;
  readonly #limit: number;
  readonly #atFirst = new WeakMap<Worker, number>();
  readonly #killed = new WeakMap<Worker, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isOn(): boolean {
    return this.#limit !== Infinity;
  }

  isTooLarge(worker: Worker): boolean {
    const size = residentSize(worker.pid);
    const first = this.#atFirst.get(worker);
    if (first === undefined) {
      this.#atFirst.set(worker, size);
      return false;
    }
    if (size - first <= this.#limit) return false;
    this.#killed.set(worker, size - first);
    return true;
  }

  /** Why a worker that was too large died, or undefined when it was not. */
  verdict(worker: Worker, error: WorkerLostError): WorkerLostError | undefined {
    const grown = this.#killed.get(worker);
    if (grown === undefined) return undefined;
    return new WorkerLostError(
      `worker process ${worker.pid} was killed: it had grown by ${grown} bytes, its limit is ${this.#limit}`,
      { pid: error.pid, exitCode: error.exitCode, signal: error.signal, outOfMemory: true },
    );
  }
}

function residentSize(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * PAGE;
  } catch {
    return 0;
  }
}
