/** The wait family as promises: `os.promises`. They keep the process alive and never block the event loop. */
import { readFileSync } from 'node:fs';
import { invalidType } from '../errors';
import { abortable } from '../loop';
import type { WaitidResult } from '../native';
import { checkInteger } from '../util/validate';
import { childPids } from './children';
import {
  P_ALL,
  P_PGID,
  P_PID,
  P_PIDFD,
  WCONTINUED,
  WEXITED,
  WNOHANG,
  WSTOPPED,
  WUNTRACED,
} from './constants';
import { getpgid, getpgrp } from './identity';
import { PendingWait, type WaitPlan } from './pending-wait';
import { waitid as waitidSync, waitpid as waitpidSync } from './wait';

/** What may end a wait. */
export interface WaitOptions {
  /** Aborting it ends the wait, which rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** What `waitpid` waits for, and what may end the wait. */
export interface WaitpidOptions extends WaitOptions {
  /** WUNTRACED, WCONTINUED, WNOHANG or'ed. */
  options?: number;
}

/**
 * Settles when any child has ended, with its pid and status; that child is then gone, as after wait(2), also if
 * `child_process` started it.
 * @throws ChildProcessError (ECHILD) there are no children
 * @example
 * const [pid, status] = await os.promises.wait({ signal: AbortSignal.timeout(1000) });
 */
export const wait = (options: WaitOptions = {}): Promise<[pid: number, status: number]> =>
  waitpid(-1, options);

/**
 * Settles as soon as `waitpid(pid, options)` has something to tell. The end of a child is seen at once, that it
 * stopped or was continued within 20 ms. With WNOHANG settles at once.
 * @throws ChildProcessError (ECHILD) there is no such child
 * @example
 * const [, status] = await os.promises.waitpid(pid);
 */
export async function waitpid(
  pid: number,
  options: WaitpidOptions = {},
): Promise<[pid: number, status: number]> {
  checkInteger(pid, 'pid');
  const flags = checkInteger(checkOptions(options).options ?? 0, 'options');
  options.signal?.throwIfAborted();
  if ((flags & WNOHANG) !== 0) return waitpidSync(pid, flags);
  return begin(options.signal, {
    attempt: () => {
      const waited = waitpidSync(pid, flags | WNOHANG);
      return waited[0] === 0 ? null : waited;
    },
    candidates: () => (pid > 0 ? [pid] : childPids().filter((child) => inGroup(child, groupOf(pid)))),
    anyChild: pid <= 0,
    stops: (flags & (WUNTRACED | WCONTINUED)) !== 0,
  });
}

/**
 * Settles as soon as `waitid(idtype, id, options)` has something to tell; with WNOHANG at once, maybe with `null`.
 * @throws ChildProcessError (ECHILD) there is no such child
 */
export async function waitid(
  idtype: number,
  id: number,
  options: number,
  { signal }: WaitOptions = {},
): Promise<WaitidResult | null> {
  checkOptions({ signal });
  const flags = checkInteger(options, 'options');
  signal?.throwIfAborted();
  if ((flags & WNOHANG) !== 0) return waitidSync(idtype, id, flags);
  return begin(signal, {
    attempt: () => waitidSync(idtype, id, flags | WNOHANG),
    candidates: () => ((flags & WEXITED) === 0 ? [] : childrenById(idtype, id)),
    anyChild: idtype === P_ALL || idtype === P_PGID,
    stops: (flags & (WSTOPPED | WCONTINUED)) !== 0,
  });
}

function begin<T>(signal: AbortSignal | undefined, plan: WaitPlan<T>): Promise<T> {
  let wait: PendingWait<T> | undefined;
  return abortable<T>(
    signal,
    (resolve, reject) => {
      wait = new PendingWait(plan, resolve, reject);
      wait.start();
    },
    () => wait?.cancel(),
  );
}

function checkOptions<T extends WaitOptions>(options: T): T {
  if (typeof options !== 'object' || options === null) throw invalidType('options', 'an object', options);
  if (options.signal !== undefined && !(options.signal instanceof AbortSignal))
    throw invalidType('signal', 'an AbortSignal', options.signal);
  return options;
}

/** The process group that waitpid's `pid` means; null: all. */
const groupOf = (pid: number): number | null => (pid === -1 ? null : pid === 0 ? getpgrp() : -pid);

function inGroup(child: number, group: number | null): boolean {
  if (group === null) return true;
  try {
    return getpgid(child) === group;
  } catch {
    return false; // waited for meanwhile
  }
}

function childrenById(idtype: number, id: number): number[] {
  if (idtype === P_PID) return [id];
  if (idtype === P_PIDFD) return pidBehind(id);
  const group = idtype === P_ALL ? null : id === 0 ? getpgrp() : id;
  return childPids().filter((child) => inGroup(child, group));
}

/** The user's own descriptor stays as it is: a watcher would make it non-blocking. */
function pidBehind(pidfd: number): number[] {
  const info = readFileSync(`/proc/self/fdinfo/${pidfd}`, 'latin1');
  const pid = Number(/^Pid:\s*(-?\d+)/m.exec(info)?.[1]);
  return pid > 0 ? [pid] : [];
}
