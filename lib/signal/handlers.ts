/** Dispositions of signals, and the running of JavaScript handlers. */
import { invalidType, outOfRange } from '../errors';
import { DISPOSITION, native, type Siginfo } from '../native';
import { SIG_DFL, SIG_IGN } from './constants';
import { Listeners } from './listeners';
import { requireMainThread } from './main-thread';
import { endAborted } from '../util/blocking';
import { checkSignal, isInternal, type SignalName } from './numbers';
import { RealtimeWatch } from './realtime-watch';
import { warnOfFullBuffer } from './wakeup';

/** Runs on the main thread; `info` tells who sent the signal and with what value. */
export type Handler = (signum: number, info: Siginfo) => unknown;
/** What {@link getsignal} and {@link signal} give; `null`: a handler of somebody else (`process.on`, an addon). */
export type Disposition = Handler | typeof SIG_DFL | typeof SIG_IGN | null;

const handlers = new Map<number, Handler>();
const realtime = new RealtimeWatch();
const listeners = new Listeners((signum) => native.renewSignalDisposition(signum));
let delivering = false;

/**
 * Sets what happens when `sig` arrives: a function, `SIG_IGN`, or `SIG_DFL` (also `null`: give up the handler). Returns
 * what was set before, like {@link getsignal}.
 *
 * The handler runs on the main thread: at once when a blocking call of this library is waiting (which then goes on
 * with the time it has left, or throws what the handler threw), otherwise on the event loop's next turn, where what
 * it throws is an uncaught exception. It does not keep the process alive. A standard signal that comes again before its
 * handler has run is one signal; real-time signals are all delivered, in order, with their values.
 *
 * `process.on(sig)` works beside it: its listeners run as well, and `SIG_IGN` and `SIG_DFL` leave them alone.
 *
 * Errors: `EINVAL` for SIGKILL and SIGSTOP; `ERR_OUT_OF_RANGE` for a number that is no signal;
 * `ERR_MAIN_THREAD_ONLY` in a Worker. Python: `signal.signal`; sigaction(2).
 * @example
 * signal(SIGTERM, () => server.close());
 * const before = signal('SIGINT', SIG_IGN);
 * signal('SIGINT', before);
 */
export function signal(sig: number | SignalName, handler: Disposition): Disposition {
  const signum = checkSignal(sig);
  if (handler != null && typeof handler !== 'function' && handler !== SIG_DFL && handler !== SIG_IGN) {
    throw invalidType('handler', 'a function, SIG_DFL or SIG_IGN', handler);
  }
  if (isInternal(signum)) throw outOfRange('sig', 'none that the library keeps for itself', signum);
  requireMainThread('signal');
  const before = getsignal(signum);
  startDelivery();
  if (typeof handler === 'function') {
    // The function first: the signal may come before the call returns.
    handlers.set(signum, handler);
    try {
      realtime.watch(native.setSignalDisposition(signum, DISPOSITION.HANDLED));
    } catch (error) {
      if (typeof before === 'function') handlers.set(signum, before);
      else handlers.delete(signum);
      throw error;
    }
  } else {
    const ignored = handler === SIG_IGN;
    native.setSignalDisposition(signum, ignored ? DISPOSITION.IGNORE : DISPOSITION.DEFAULT);
    handlers.delete(signum);
  }
  listeners.follow(signum, handler === SIG_IGN);
  return before;
}

/**
 * What happens when `sig` arrives: the function set with {@link signal}, `SIG_IGN`, `SIG_DFL`, or `null` when
 * the handler is somebody else's (a listener of `process.on`, an addon). Python: `signal.getsignal`.
 */
export function getsignal(sig: number | SignalName): Disposition {
  const signum = checkSignal(sig);
  switch (native.getSignalDisposition(signum)) {
    case DISPOSITION.DEFAULT:
      return SIG_DFL;
    case DISPOSITION.IGNORE:
      return SIG_IGN;
    case DISPOSITION.HANDLED:
      return handlers.get(signum) ?? null;
    default:
      return null;
  }
}

/**
 * Whether `sig` interrupts system calls of other code (Node's, addons'), which are restarted otherwise: they fail with
 * EINTR then. Blocking calls of this library run the handler and go on either way. Python: `signal.siginterrupt`.
 * Errors: `EINVAL` for SIGKILL and SIGSTOP.
 */
export function siginterrupt(sig: number | SignalName, flag: boolean): void {
  const signum = checkSignal(sig);
  if (typeof flag !== 'boolean') throw invalidType('flag', 'a boolean', flag);
  requireMainThread('siginterrupt');
  native.setSignalInterrupts(signum, flag);
}

function startDelivery(): void {
  if (delivering) return;
  native.setSignalDelivery(deliver);
  delivering = true;
}

function deliver(
  si_signo: number,
  si_code: number,
  si_errno: number,
  si_pid: number,
  si_uid: number,
  si_status: number,
  si_value: number,
): void {
  warnOfFullBuffer();
  const handler = handlers.get(si_signo);
  handler?.(si_signo, { si_signo, si_code, si_errno, si_pid, si_uid, si_status, si_value });
  endAborted();
}
