/** Scheduling policies and the CPUs to run on: sched(7). `pid` 0 means the calling thread. */
import { invalidType } from '../errors';
import { native } from '../native';
import { checkInteger } from '../util/validate';

const MAX_CPU = (1 << 20) - 1;

/** The CPUs that `pid` may run on. Machines with more than 1024 CPUs are no exception. sched_getaffinity(2). */
export const schedGetaffinity = (pid: number): Set<number> =>
  new Set(native.schedGetaffinity(checkInteger(pid, 'pid')));

/**
 * Restricts `pid` to `cpus`, any iterable of numbers. Threads and processes that it starts inherit this, threads
 * that run already keep theirs. sched_setaffinity(2).
 * @throws OSError (EINVAL) no CPU of this machine among them
 * @throws RangeError (ERR_OUT_OF_RANGE) a number that is negative or not an integer
 */
export function schedSetaffinity(pid: number, cpus: Iterable<number>): void {
  if (typeof (cpus as Partial<Iterable<number>> | null)?.[Symbol.iterator] !== 'function')
    throw invalidType('cpus', 'an iterable of CPU numbers', cpus);
  const list = Array.from(cpus, (cpu) => checkInteger(cpu, 'cpu', 0, MAX_CPU));
  native.schedSetaffinity(checkInteger(pid, 'pid'), list);
}

/** The parameters of a policy. */
export interface SchedParam {
  /** 0 for the ordinary policies, 1 to 99 for SCHED_FIFO and SCHED_RR. */
  schedPriority: number;
}

export function priorityOf(param: unknown): number {
  if (typeof param !== 'object' || param === null)
    throw invalidType('param', 'an object with schedPriority', param);
  return checkInteger((param as SchedParam).schedPriority, 'schedPriority');
}

/** The policy of `pid`: SCHED_OTHER, SCHED_FIFO …, or'ed with SCHED_RESET_ON_FORK where that is on. */
export const schedGetscheduler = (pid: number): number => native.schedGetscheduler(checkInteger(pid, 'pid'));

/** Sets policy and priority. sched_setscheduler(2). @throws PermissionError (EPERM), OSError (EINVAL) */
export function schedSetscheduler(pid: number, policy: number, param: SchedParam): void {
  native.schedSetscheduler(checkInteger(pid, 'pid'), checkInteger(policy, 'policy'), priorityOf(param));
}

/** The real-time priority of `pid`. sched_getparam(2). */
export const schedGetparam = (pid: number): SchedParam => ({
  schedPriority: native.schedGetparam(checkInteger(pid, 'pid')),
});

/** Sets the priority within the present policy. sched_setparam(2). */
export function schedSetparam(pid: number, param: SchedParam): void {
  native.schedSetparam(checkInteger(pid, 'pid'), priorityOf(param));
}

/** The time slice under SCHED_RR, in milliseconds. sched_rr_get_interval(2). */
export const schedRrGetInterval = (pid: number): number =>
  native.schedRrGetInterval(checkInteger(pid, 'pid')) / 1e6;

/** The least priority of a policy. */
export const schedGetPriorityMin = (policy: number): number =>
  native.schedGetPriorityMin(checkInteger(policy, 'policy'));
/** The greatest priority of a policy. */
export const schedGetPriorityMax = (policy: number): number =>
  native.schedGetPriorityMax(checkInteger(policy, 'policy'));

/** Lets another thread run. sched_yield(2). */
export const schedYield = (): void => void native.schedYield();
