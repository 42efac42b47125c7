/**
 * Workers do not exist in a child: their threads are not there. Their objects are copies that stay silent; here they let
 * go of the event loop.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';
import { isMainThread } from 'node:worker_threads';
import { addForkHooks } from '../util/fork-hooks';
import { findEarlierWorkers } from './earlier-workers';

const alive = new Set<Worker>();
let isComplete = !isMainThread;

function noteWorker(worker: Worker): void {
  alive.add(worker);
  worker.once('exit', () => alive.delete(worker));
}

if (isMainThread)
  subscribe('worker_threads', (message) => noteWorker((message as { worker: Worker }).worker));

/** All of this process, Node's own among them. Before a fork. */
export function liveWorkers(): ReadonlySet<Worker> {
  if (!isComplete) addEarlier();
  return alive;
}

function addEarlier(): void {
  const earlier = findEarlierWorkers(alive.size);
  isComplete = earlier !== null;
  for (const worker of earlier ?? []) if (!alive.has(worker)) noteWorker(worker);
}

addForkHooks({
  before: liveWorkers,
  needed: () => alive.size > 0,
  afterInChild: () => {
    // Not terminate(): it waits for word from a thread that does not exist.
    for (const worker of alive) worker.unref();
    alive.clear();
  },
});

/** Of a child that is forked while there are some, no end may take their objects apart. */
export function hasWorkers(): boolean {
  return alive.size > 0;
}
