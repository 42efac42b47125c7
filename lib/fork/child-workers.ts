/**
 * Workers do not exist in a child: their threads are not there. Their objects are copies that stay silent; here they let
 * go of the event loop.
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

/** In a clean child, which always ends through process.exit(). */
export function forgetWorkers(): void {
  // Not terminate(): it waits for word from a thread that does not exist.
  for (const worker of alive) worker.unref();
  alive.clear();
}

interface EndingProcess {
  emit(event: string, ...args: unknown[]): boolean;
  reallyExit(code: number): never;
}

/**
 * In a whole child. One that runs out of work would take its environment apart, and Node insists that the thread of each
 * Worker has ended in good order by then; one that calls process.exit() does not. So every end becomes that one.
 */
export function outliveWorkers(): void {
  if (alive.size === 0) return;
  forgetWorkers();
  const ending = process as unknown as EndingProcess;
  const emit = ending.emit.bind(process);
  ending.emit = (event, ...args) => {
    const heard = emit(event, ...args);
    if (event === 'exit') ending.reallyExit(Number(process.exitCode ?? args[0] ?? 0));
    return heard;
  };
}
