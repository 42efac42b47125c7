/**
 * Module hooks (`module.register`, `--experimental-loader`) run in a Worker of Node's own, and every import waits for its
 * answer. So this one Worker goes on in children. Where it was not at rest at the fork it does not, and imports fail there
 * instead of waiting for ever.
 */
import { isMainThread, type Worker } from 'node:worker_threads';
import { OSError } from '../errors';
import { native } from '../native';
import { addForkHooks } from '../util/fork-hooks';
import { liveWorkers } from './workers';

/** One for the life of the process. */
let hooksWorker: Worker | undefined;
/** In this process. */
let isAbsent = false;

/** Programs' Workers lack that method. */
const isNodesOwn = (worker: Worker): boolean => 'receiveMessageSync' in worker;

function prepare(): void {
  const workers = [...liveWorkers()];
  hooksWorker ??= workers.find(isNodesOwn);
  if (hooksWorker === undefined || isAbsent) return;
  const { threadId } = hooksWorker;
  const others = workers.filter((worker) => worker !== hooksWorker);
  native.keepWorker(others.filter((worker) => worker.threadId < threadId).length, others.length + 1);
}

function refuse(): never {
  throw new OSError(
    'fork: the Worker that runs module hooks was at work when this process was forked: nothing can be imported here',
    { code: 'ERR_FORK_UNSUPPORTED', syscall: 'fork' },
  );
}

if (isMainThread) {
  addForkHooks({
    before: prepare,
    needed: () => hooksWorker !== undefined,
    afterInChild: () => {
      if (isAbsent || native.hasCompanion()) return;
      isAbsent = true;
      hooksWorker!.postMessage = refuse;
    },
  });
}
