/** The life of a worker, in the worker: what comes before its tasks. */
import { nice as setNice } from '../os';
import { signal, SIG_IGN } from '../signal';
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

export async function workerMain(
  channel: Channel,
  settings: WorkerSettings,
  initargs: readonly unknown[],
): Promise<void> {
  // Ctrl-C goes to all processes of the terminal: what becomes of the pool is its owner's to say.
  signal(SIGINT, SIG_IGN);
  holdAll();
  channel.becomeWorker();
  try {
    if (settings.nice !== 0) setNice(settings.nice);
    await settings.initializer?.(...initargs);
  } catch (error) {
    sendResult(channel.results, NO_START, 0, error, false);
    channel.tellParent();
    return;
  }
  channel.setStage(READY);
  await new WorkerLoop(channel, settings.maxMemory).run();
}
