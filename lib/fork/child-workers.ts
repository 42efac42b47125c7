/**
 * Workers do not exist in a child: their threads are not there. Their objects are copies that stay silent; here they let
 * go of the event loop.
 */
import type { Worker } from 'node:worker_threads';
import { isMainThread } from 'node:worker_threads';
import { addForkHooks } from '../util/fork-hooks';

const alive = new Set<Worker>();

/** Holds in children too. */
export function noteWorker(worker: Worker): void {
  alive.add(worker);
  worker.once('exit', () => alive.delete(worker));
}

if (isMainThread) {
  process.on('worker', noteWorker);
}

addForkHooks({
  needed: () => alive.size > 0,
  afterInChild: () => {
    // Not terminate(): it waits for word from a thread that does not exist.
    for (const worker of alive) worker.unref();
    alive.clear();
  },
});

/** Of this process, as far as is known. */
export function liveWorkers(): ReadonlySet<Worker> {
  return alive;
}

/** Of a child that is forked while there are some, no end may take their objects apart. */
export function hasWorkers(): boolean {
  return alive.size > 0;
}
