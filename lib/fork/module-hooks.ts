/**
 * Module hooks (`module.register`, `--experimental-loader`) run in a Worker of Node's own, and every import waits for its
 * answer. So this one Worker goes on in children. Where it was not at rest at the fork it does not, and imports fail there
 * instead of waiting for ever.
 */
import { statSync } from 'node:fs';
import { isMainThread, Worker } from 'node:worker_threads';
import { OSError } from '../errors';
import { native } from '../native';
import { addForkHooks } from '../util/fork-hooks';
import { liveWorkers, noteWorker } from './child-workers';
import { nothing } from './mute';

/** Node's own: one for the life of the process. */
let hooksWorker: Worker | undefined;
/** In this process. */
let isAbsent = false;
let threads = 0;

/** Who is asked by an import, if anybody is: found out without asking. */
function findHooksWorker(): Worker | undefined {
  const asked: Worker[] = [];
  const messages = Object.getOwnPropertyDescriptor(Worker.prototype, 'postMessage') as PropertyDescriptor;
  const value = function (this: Worker): never {
    asked.push(this);
    throw refusal();
  };
  Object.defineProperty(Worker.prototype, 'postMessage', { ...messages, value });
  try {
    const nowhere = 'node:';
    import(nowhere).catch(nothing);
  } finally {
    Object.defineProperty(Worker.prototype, 'postMessage', messages);
  }
  return asked[0];
}

/** Than at the last look: before that nobody can have become the Worker of the hooks. */
function hasOtherThreads(): boolean {
  const before = threads;
  threads = statSync('/proc/self/task').nlink;
  return threads !== before;
}

function prepare(): void {
  if (hooksWorker === undefined && hasOtherThreads()) {
    hooksWorker = findHooksWorker();
    if (hooksWorker !== undefined) noteWorker(hooksWorker);
  }
  if (hooksWorker === undefined || isAbsent) return;
  const { threadId } = hooksWorker;
  const others = [...liveWorkers()].filter((worker) => worker !== hooksWorker);
  native.keepWorker(others.filter((worker) => worker.threadId < threadId).length, others.length + 1);
}

function refusal(): OSError {
  return new OSError(
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
      hooksWorker!.postMessage = () => {
        throw refusal();
      };
    },
  });
}
