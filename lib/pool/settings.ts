/** What a pool or an executor was asked for, checked. */
import { invalidType } from '../errors';
import { processCpuCount } from '../os';
import { checkFunction, checkInteger, checkNumber } from '../util/validate';
import type { WorkerSettings } from './worker-main';

/** Options that pools and executors have beside Python's. */
export interface WorkerOptions {
  /** Added to the nice value of every worker. Default 0. */
  nice?: number;
  /** Bytes that a worker may grow by, beyond what it shares with its parent; a larger one is replaced. */
  maxMemory?: number;
  /** Milliseconds between SIGTERM and SIGKILL. Default 3000. */
  grace?: number;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- an initializer takes whatever its args are
export type Initializer = (...args: any[]) => unknown;

/** All of them, checked. */
export interface PoolSettings extends WorkerSettings {
  processes: number;
  initargs: readonly unknown[];
  /** Tasks after which a worker is replaced. */
  maxTasks: number;
  /** Milliseconds between SIGTERM and SIGKILL. */
  grace: number;
  /** Of the workers' names. */
  prefix: string;
}

export interface GivenSettings extends WorkerOptions {
  processes?: number | null | undefined;
  initializer?: Initializer | null | undefined;
  initargs?: Iterable<unknown> | null | undefined;
  maxTasks?: number | null | undefined;
}

/** What the owner calls its options and its workers. */
export interface SettingNames {
  processes: string;
  maxTasks: string;
  prefix: string;
}

const GRACE_MS = 3000;

export function checkSettings(given: GivenSettings, names: SettingNames): PoolSettings {
  const {
    processes,
    initializer,
    initargs,
    maxTasks,
    nice = 0,
    maxMemory = Infinity,
    grace = GRACE_MS,
  } = given;
  if (initargs != null && typeof (initargs as Partial<Iterable<unknown>>)[Symbol.iterator] !== 'function') {
    throw invalidType('initargs', 'an array or another iterable', initargs);
  }
  return {
    processes: processes == null ? processCpuCount() : checkInteger(processes, names.processes, 1),
    initializer: initializer == null ? null : checkFunction(initializer, 'initializer'),
    initargs: initargs == null ? [] : [...initargs],
    maxTasks: maxTasks == null ? Infinity : checkInteger(maxTasks, names.maxTasks, 1),
    nice: checkInteger(nice, 'nice', -40, 40),
    maxMemory:
      maxMemory === Infinity ? maxMemory : checkInteger(maxMemory, 'maxMemory', 1, Number.MAX_SAFE_INTEGER),
    grace: Math.max(0, checkNumber(grace, 'grace')),
    prefix: names.prefix,
  };
}
