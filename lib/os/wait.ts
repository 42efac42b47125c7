/**
 * The wait family, blocking: the thread sleeps in the kernel, handlers of signals run meanwhile and the wait goes on,
 * or ends with what a handler threw. The promise forms are in promises.ts.
 */
import { native, WaitCall, type Rusage, type WaitidResult } from '../native';
import { checkInteger } from '../util/validate';

/**
 * Waits for any child to end. Returns its pid and status word. wait(2).
 * @throws ChildProcessError (ECHILD) there are no children
 * @example
 * const [pid, status] = os.wait();
 * console.log(pid, os.waitstatusToExitcode(status));
 */
export function wait(): [pid: number, status: number] {
  const [pid, status] = native.wait4(-1, 0, WaitCall.wait);
  return [pid, status];
}

/**
 * Waits for the child `pid`; -1: any child, 0: any of the own process group, below -1: any of the group `-pid`.
 * `options`: WNOHANG, WUNTRACED, WCONTINUED or'ed. With WNOHANG and nothing to tell: `[0, 0]`. waitpid(2).
 * @throws ChildProcessError (ECHILD) there is no such child
 */
export function waitpid(pid: number, options = 0): [pid: number, status: number] {
  const [found, status] = native.wait4(
    checkInteger(pid, 'pid'),
    checkInteger(options, 'options'),
    WaitCall.waitpid,
  );
  return [found, status];
}

/** As `waitpid(-1, options)`, and tells what the child used. wait3(2). */
export function wait3(options = 0): [pid: number, status: number, usage: Rusage] {
  return native.wait4(-1, checkInteger(options, 'options'), WaitCall.wait3);
}

/** As {@link waitpid}, and tells what the child used. wait4(2). */
export function wait4(pid: number, options = 0): [pid: number, status: number, usage: Rusage] {
  return native.wait4(checkInteger(pid, 'pid'), checkInteger(options, 'options'), WaitCall.wait4);
}

/**
 * Waits for what `options` names (WEXITED, WSTOPPED, WCONTINUED; WNOHANG, WNOWAIT) of the child that `idtype` (P_PID,
 * P_PGID, P_ALL, P_PIDFD) and `id` say. WNOWAIT leaves it to be waited for again. With WNOHANG and nothing to tell:
 * `null`. waitid(2).
 * @throws ChildProcessError (ECHILD) there is no such child
 * @throws OSError (EINVAL) `options` has none of WEXITED, WSTOPPED, WCONTINUED
 */
export function waitid(idtype: number, id: number, options: number): WaitidResult | null {
  return native.waitid(
    checkInteger(idtype, 'idtype'),
    checkInteger(id, 'id', 0),
    checkInteger(options, 'options'),
  );
}
