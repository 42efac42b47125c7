/** Timers of the process that end in a signal. They are not inherited over a fork. */
import { invalidType, ItimerError, OSError } from '../errors';
import { native } from '../native';
import { checkInteger } from '../util/validate';

/**
 * SIGALRM in `seconds` seconds (whole ones); 0 cancels. Returns the seconds that were left of the alarm before, 0 if
 * there was none. The default action of SIGALRM ends the process. Python: `signal.alarm`; alarm(2).
 * @example
 * signal(SIGALRM, () => { throw new Error('too late'); });
 * alarm(2);
 * os.waitpid(pid, 0); // throws 'too late' after two seconds
 */
export function alarm(seconds: number): number {
  return native.alarm(checkInteger(seconds, 'seconds', 0, 0x7fffffff));
}

/**
 * Starts timer `which` (ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF): its signal in `ms` milliseconds and then, if
 * `intervalMs` is not 0, again and again; `ms` 0 stops it. Fractions count (microseconds). Returns
 * `[ms, intervalMs]` of before, like {@link getitimer}.
 * Errors: `ItimerError` (`EINVAL`) for a negative time or another `which`. Python: `signal.setitimer`, in seconds.
 */
export function setitimer(which: number, ms: number, intervalMs = 0): [number, number] {
  checkInteger(which, 'which');
  checkTime(ms, 'ms');
  checkTime(intervalMs, 'intervalMs');
  return asItimerError(() => native.setitimer(which, ms, intervalMs));
}

/** What is left of timer `which` and its interval: `[ms, intervalMs]`, zeros when it is not running. */
export function getitimer(which: number): [number, number] {
  checkInteger(which, 'which');
  return asItimerError(() => native.getitimer(which));
}

function checkTime(value: unknown, name: string): void {
  if (typeof value !== 'number') throw invalidType(name, 'a number of milliseconds', value);
  // 2^53 ms are more than any timer holds.
  if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) {
    throw new ItimerError(`setitimer: ${name} must be zero or more, not ${value}`, {
      code: 'EINVAL',
      errno: 22,
      syscall: 'setitimer',
    });
  }
}

function asItimerError<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
    const { message, code, errno, syscall } = error;
    throw new ItimerError(message, { code, errno, syscall });
  }
}
