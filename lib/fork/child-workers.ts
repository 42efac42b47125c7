/**
 * Workers do not exist in a child: their threads are not there. Their objects are copies that stay silent; here they let
 * go of the event loop.
 */
import type { Worker } from 'node:worker_threads';
import { isMainThread } from 'node:worker_threads';
import { endAfterExitHandlers } from './natural-end';

const alive = new Set<Worker>();

if (isMainThread) {
  process.on('worker', (worker) => {
    alive.add(worker);
    worker.once('exit', () => alive.delete(worker));
  });
}

/** In a clean child, which always ends through process.exit(). */
export function forgetWorkers(): void {
  // Not terminate(): it waits for word from a thread that does not exist.
  for (const worker of alive) worker.unref();
  alive.clear();
}

/** In a whole child: none of its ends may take the Workers' objects apart. */
export function outliveWorkers(): void {
  if (alive.size === 0) return;
  forgetWorkers();
  endAfterExitHandlers();
}
