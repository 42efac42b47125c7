/** Tasks that no worker has yet, first in, first out; some come back to the front. */
import { Fifo } from './fifo';
import type { Task } from './task';

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
