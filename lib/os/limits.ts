/** Limits and usage: getrlimit(2), getrusage(2), times(2). */
import { loadavg } from 'node:os';
import { invalidType, outOfRange } from '../errors';
import { native, type Rusage } from '../native';
import { checkInteger } from '../util/validate';

/** No limit. A number like others: it is greater than every limit. */
export const RLIM_INFINITY = Infinity;

/** The soft limit, which counts, and the hard one, up to which it may be raised. `RLIM_INFINITY`: none. */
export type Limits = [soft: number, hard: number];

function checkLimit(value: unknown, name: string): number {
  if (value === Infinity) return value;
  return checkInteger(value, name, 0, Number.MAX_SAFE_INTEGER);
}

function checkLimits(limits: unknown): Limits {
  if (!Array.isArray(limits) || limits.length !== 2) throw invalidType('limits', '[soft, hard]', limits);
  const soft = checkLimit(limits[0], 'soft');
  const hard = checkLimit(limits[1], 'hard');
  if (soft > hard) throw outOfRange('soft', `at most the hard limit, ${hard}`, soft);
  return [soft, hard];
}

/**
 * The limits of this process on a resource (`RLIMIT_NOFILE` …). getrlimit(2).
 * @throws OSError (EINVAL) no such resource
 * @example
 * const [soft, hard] = os.getrlimit(os.RLIMIT_NOFILE);
 */
export const getrlimit = (resource: number): Limits => native.prlimit(0, checkInteger(resource, 'resource'));

/**
 * Sets the limits of this process and of what it will start. setrlimit(2).
 * @throws RangeError (ERR_OUT_OF_RANGE) the soft limit is above the hard one
 * @throws PermissionError (EPERM) a hard limit cannot be raised
 */
export function setrlimit(resource: number, limits: readonly [soft: number, hard: number]): void {
  const [soft, hard] = checkLimits(limits);
  native.prlimit(0, checkInteger(resource, 'resource'), soft, hard);
}

/** The limits of another process (0: this one), and sets them when `limits` are given; returns those before. prlimit(2). */
export function prlimit(
  pid: number,
  resource: number,
  limits?: readonly [soft: number, hard: number],
): Limits {
  const whose = checkInteger(pid, 'pid', 0);
  const what = checkInteger(resource, 'resource');
  return limits === undefined
    ? native.prlimit(whose, what)
    : native.prlimit(whose, what, ...checkLimits(limits));
}

/** What `who` (RUSAGE_SELF, RUSAGE_THREAD, RUSAGE_CHILDREN: those waited for) has used. Times in seconds. getrusage(2). */
export const getrusage = (who: number): Rusage => native.getrusage(checkInteger(who, 'who'));

/** CPU times in seconds, of this process and of its children that were waited for, and time since some fixed point. */
export interface Times {
  user: number;
  system: number;
  childrenUser: number;
  childrenSystem: number;
  elapsed: number;
}

/** times(2). */
export function times(): Times {
  const rate = native.clockTicks();
  const [user, system, childrenUser, childrenSystem, elapsed] = native.times();
  return {
    user: user / rate,
    system: system / rate,
    childrenUser: childrenUser / rate,
    childrenSystem: childrenSystem / rate,
    elapsed: elapsed / rate,
  };
}

/** The size of a page of memory, in bytes. */
export const getpagesize = (): number => native.getpagesize();

/** The average number of runnable processes over 1, 5 and 15 minutes. */
export const getloadavg = (): [number, number, number] => loadavg() as [number, number, number];
