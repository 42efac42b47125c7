/** Tasks that no worker has yet, first in, first out; some come back to the front. */
import type { Task } from './task';

const COMPACT_FROM = 1024;

export class TaskQueue {
  #tasks: (Task | undefined)[] = [];
  #head = 0;
  #size = 0;

  /** Those that were settled meanwhile are still counted until they come to the front. */
  get size(): number {
    return this.#size;
  }

  push(task: Task): void {
    this.#tasks.push(task);
    this.#size++;
  }

  /** In their order, before all others. */
  putBack(tasks: readonly Task[]): void {
    this.#tasks = [...tasks, ...this.#tasks.slice(this.#head)];
    this.#head = 0;
    this.#size = this.#tasks.length;
  }

  /** The first that is still wanted. */
  peek(): Task | undefined {
    for (;;) {
      const task = this.#tasks[this.#head];
      if (task === undefined || task.state === 'queued') return task;
      this.shift();
    }
  }

  shift(): void {
    this.#tasks[this.#head] = undefined;
    this.#head++;
    this.#size--;
    if (this.#head >= COMPACT_FROM && this.#head * 2 >= this.#tasks.length) {
      this.#tasks = this.#tasks.slice(this.#head);
      this.#head = 0;
    }
  }

  /** All of them, and the queue is empty. */
  drain(): Task[] {
    const all = this.#tasks.slice(this.#head) as Task[];
    this.#tasks = [];
    this.#head = 0;
    this.#size = 0;
    return all;
  }
}
