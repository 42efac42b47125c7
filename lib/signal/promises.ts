/** Waiting for signals without blocking the event loop. */
import { whenReady } from '../loop';
import { native, READABLE, type Siginfo } from '../native';
import { parseTimeout, type Timeout, type Wait } from '../util/timeout';
import { checkSet, type SignalName } from './numbers';
import { checkTimeout } from './wait';

/**
 * Settles with the number of the first of `set` that arrives; it is taken: neither its handler nor its default action
 * happens. From the call on until it has settled, the signals are kept out of all threads of the process. Keeps the process
 * alive. `{ signal }`: an AbortSignal, whose reason it rejects with. Python: `signal.sigwait`.
 * @example
 * const signum = await promises.sigwait([SIGTERM, SIGINT]);
 * console.log(`leaving because of ${Signals[signum]}`);
 */
export async function sigwait(
  set: Iterable<number | SignalName>,
  options?: { signal?: AbortSignal },
): Promise<number> {
  return (await sigwaitinfo(set, options)).si_signo;
}

/** Like {@link sigwait}, and tells who sent the signal and with what value. */
export async function sigwaitinfo(
  set: Iterable<number | SignalName>,
  options?: { signal?: AbortSignal },
): Promise<Siginfo> {
  const { signal } = parseTimeout(options, 'options');
  return (await take(checkSet(set), { ms: Infinity, signal })) as Siginfo;
}

/** Like {@link sigwaitinfo}, `null` when none has arrived in time. Milliseconds, not negative. */
export async function sigtimedwait(set: Iterable<number | SignalName>, ms: Timeout): Promise<Siginfo | null> {
  return take(checkSet(set), checkTimeout(ms));
}

async function take(set: readonly number[], wait: Wait): Promise<Siginfo | null> {
  wait.signal?.throwIfAborted();
  const until = performance.now() + wait.ms;
  native.holdSignals(set);
  try {
    const fd = native.openSignalFd(set);
    try {
      for (;;) {
        const info = native.readSignalFd(fd);
        const ms = Math.max(0, until - performance.now());
        if (info !== null || ms === 0) return info;
        await whenReady(fd, READABLE, { ms, signal: wait.signal });
      }
    } finally {
      native.closeSignalFd(fd);
    }
  } finally {
    native.releaseSignals(set);
  }
}
