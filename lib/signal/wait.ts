/** Taking a signal instead of having it handled. */
import { outOfRange } from '../errors';
import { native, type Siginfo } from '../native';
import { blocking } from '../util/blocking';
import { parseTimeout, type Timeout } from '../util/timeout';
import { requireMainThread } from './main-thread';
import { checkSet, type SignalName } from './numbers';

/**
 * Blocks the thread until one of `set` arrives, takes it and returns its number: neither its handler nor its default
 * action happens. Handlers of other signals run meanwhile.
 *
 * While it waits the signals are kept out of all threads of the process, so no other thread takes them. What
 * arrives before and after meets its disposition as usual: a program that must not miss any blocks them for
 * good with {@link sigprocmask} first. Python: `signal.sigwait`; sigwait(3).
 * @example
 * sigprocmask(SIG_BLOCK, [SIGTERM, SIGUSR1]);
 * if (sigwait([SIGTERM, SIGUSR1]) === SIGTERM) process.exit();
 */
export function sigwait(set: Iterable<number | SignalName>): number {
  return sigwaitinfo(set).si_signo;
}

/** Like {@link sigwait}, and tells who sent the signal and with what value. Python: `signal.sigwaitinfo`. */
export function sigwaitinfo(set: Iterable<number | SignalName>): Siginfo {
  return native.sigtimedwait(checkSet(set), Infinity) as Siginfo;
}

/**
 * Like {@link sigwaitinfo}, for `ms` milliseconds at the most: `null` when none has arrived; 0 polls. A negative time is
 * `ERR_OUT_OF_RANGE`, as in Python. Python: `signal.sigtimedwait`.
 */
export function sigtimedwait(set: Iterable<number | SignalName>, ms: Timeout): Siginfo | null {
  const members = checkSet(set);
  const wait = checkTimeout(ms);
  return blocking(wait.signal, () => native.sigtimedwait(members, wait.ms));
}

/** Not below zero: the system call refuses that. */
export function checkTimeout(given: Timeout): ReturnType<typeof parseTimeout> {
  const wait = parseTimeout(given, 'ms');
  const number = typeof given === 'object' ? given?.timeout : given;
  if (number != null && number < 0) throw outOfRange('ms', 'zero or more', number);
  return wait;
}

/**
 * Blocks the main thread until a signal has been handled: by a function set with `signal()`, which has run when
 * `pause` returns (and whose exception it throws), or by a listener of `process.on`, which runs on the loop.
 * Errors: `ERR_MAIN_THREAD_ONLY` in a Worker. Python: `signal.pause`; pause(2).
 */
export function pause(): void {
  requireMainThread('pause');
  native.pauseForSignal();
}
