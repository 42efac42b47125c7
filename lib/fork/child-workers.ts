/**
 * Workers do not exist in a child: their threads are not there. Their objects are copies; here they are told that
 * their Worker has ended, so that nobody waits for it.
 */
import type { Worker } from 'node:worker_threads';
import { isMainThread } from 'node:worker_threads';

const alive = new Set<Worker>();

if (isMainThread) {
  process.on('worker', (worker) => {
    alive.add(worker);
    worker.once('exit', () => alive.delete(worker));
  });
}

/** In a whole child: every Worker that its parent had emits 'exit'. */
export function dismissWorkers(): void {
  for (const worker of alive) {
    worker.unref();
    void worker.terminate();
  }
  alive.clear();
}

/** In a clean child: they are forgotten without a word. */
export function forgetWorkers(): void {
  for (const worker of alive) worker.unref();
  alive.clear();
}
