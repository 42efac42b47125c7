/** The life of a worker, in the worker: what comes before its tasks. */
import { DISPOSITION, native } from '../native';
import { nice as setNice } from '../os';
import { getsignal, signal, SIG_IGN } from '../signal';
import { runsInChildren } from '../util/child-code';
import type { Channel } from './channel';
import { NO_START, READY } from './protocol';
import { holdAll } from './registry';
import { sendResult } from './send-result';
import { WorkerLoop } from './worker-loop';

export interface WorkerSettings {
  initializer: ((...args: unknown[]) => unknown) | null;
  nice: number;
  /** Bytes that it may grow by. */
  maxMemory: number;
}

const SIGINT = 2;

/** No turn of the event loop before the first task, where no initializer needs it: the first result is waited for. */
export function workerMain(
  channel: Channel,
  settings: WorkerSettings,
  initargs: readonly unknown[],
): Promise<void> {
  // Ctrl-C goes to all processes of the terminal: what becomes of the pool is its owner's to say.
  native.setSignalDisposition(SIGINT, DISPOSITION.IGNORE);
  holdAll();
  channel.becomeWorker();
  if (settings.nice === 0 && settings.initializer === null) return work(channel, settings);
  return prepareAndWork(channel, settings, initargs);
}

async function prepareAndWork(
  channel: Channel,
  { nice, initializer, ...settings }: WorkerSettings,
  initargs: readonly unknown[],
): Promise<void> {
  try {
    if (nice !== 0) setNice(nice);
    await initializer?.(...initargs);
  } catch (error) {
    sendResult(channel.results, NO_START, 0, error, false);
    channel.tellParent();
    return;
  }
  await work(channel, settings);
}

function work(channel: Channel, { maxMemory }: Pick<WorkerSettings, 'maxMemory'>): Promise<void> {
  channel.setStage(READY);
  return new WorkerLoop(channel, maxMemory, keepIgnoring).run();
}

/** When there is time for it: as long as nobody wants otherwise, listeners of process.on may come and go. */
function keepIgnoring(): void {
  if (getsignal(SIGINT) === SIG_IGN) signal(SIGINT, SIG_IGN);
}

runsInChildren(workerMain, prepareAndWork, work, keepIgnoring);
