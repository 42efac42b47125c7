/** Sending signals, and what they are called. */
import { outOfRange } from '../errors';
import { native } from '../native';
import { checkFd, checkInteger } from '../util/validate';
import { NSIG, SIGRTMIN } from './constants';
import { checkSignal, checkSignalOrZero, isInternal, type SignalName } from './numbers';

/**
 * Sends `sig` to this very thread. When it returns, the handler has run (what it throws comes out here), unless the
 * signal is blocked; without a handler the default action has happened. Python: `signal.raise_signal`; raise(3).
 */
export function raiseSignal(sig: number | SignalName): void {
  native.raiseSignal(refuseInternal(checkSignal(sig)));
}

/**
 * Sends `sig` to a process with a value, a 32-bit integer: the receiver finds it in `si_value`. Real-time signals queue:
 * each arrives, in order. Errors: `ESRCH`, `EPERM`, `EAGAIN` when too many are queued. sigqueue(3); not in Python.
 * @example
 * sigqueue(pid, SIGRTMIN, 42);
 */
export function sigqueue(pid: number, sig: number | SignalName, value = 0): void {
  checkInteger(pid, 'pid');
  checkInteger(value, 'value');
  native.sigqueue(pid, refuseInternal(checkSignalOrZero(sig)), value);
}

/**
 * Sends `sig` to the process behind a pidfd, and never to another one that got its number. Errors: `EBADF`, `ESRCH`.
 * `siginfo` must be null. Python: `signal.pidfd_send_signal`.
 */
export function pidfdSendSignal(fd: number, sig: number | SignalName, siginfo: null = null, flags = 0): void {
  if (siginfo !== null) throw outOfRange('siginfo', 'null', typeof siginfo);
  native.pidfdSendSignal(checkFd(fd, 'pidfd'), checkSignalOrZero(sig), checkInteger(flags, 'flags', 0));
}

/** What a signal means, in English: `strsignal(9)` is `'Killed'`. `null` for none. Python: `signal.strsignal`. */
export function strsignal(sig: number | SignalName): string | null {
  const text = native.strsignal(checkSignal(sig));
  return text === null || text.startsWith('Unknown signal') ? null : text;
}

/** All signals that can be used: without those of the C library (32, 33) and of this one. Python: `valid_signals`. */
export function validSignals(): Set<number> {
  const all = Array.from({ length: NSIG - 1 }, (_, i) => i + 1);
  return new Set(all.filter((signum) => (signum < 32 || signum >= SIGRTMIN) && !isInternal(signum)));
}

function refuseInternal(signum: number): number {
  if (isInternal(signum)) throw outOfRange('sig', 'none that the library keeps for itself', signum);
  return signum;
}
