/** Tasks that no worker has yet, first in, first out; some come back to the front. */
import { Fifo } from './fifo';
import type { Task } from './task';
import type { Worker } from './worker';

export class TaskQueue {
  readonly #tasks = new Fifo<Task>();

  push(task: Task): void {
    this.#tasks.push(task);
  }

  /** In their order, before all others. */
  putBack(tasks: readonly Task[]): void {
    if (tasks.length > 0) this.#tasks.replace([...tasks, ...this.#tasks.toArray()]);
  }

  /** The first that is still wanted. */
  peek(): Task | undefined {
    for (;;) {
      const task = this.#tasks.peek();
      if (task === undefined || task.state === 'queued') return task;
      this.#tasks.shift();
    }
  }

  /** The first and those behind it that go to the worker with it: their letters lie one behind the other. */
  row(most: number, worker: Worker): Task[] {
    const first = this.peek() as Task;
    const row = [first];
    if (first.isAlone || first.legacy !== null) return row;
    for (let last = first; row.length < most;) {
      const task = this.#tasks.at(row.length);
      if (task === undefined || task.bytes !== last.bytes || task.offset !== last.end) break;
      if (task.state !== 'queued' || task.legacy !== null || !worker.knows(task.number)) break;
      row.push(task);
      last = task;
    }
    return row;
  }

  get length(): number {
    return this.#tasks.length;
  }

  shift(): void {
    this.#tasks.shift();
  }

  /** All of them, and the queue is empty. */
  drain(): Task[] {
    const all = this.#tasks.toArray();
    this.#tasks.replace([]);
    return all;
  }
}
