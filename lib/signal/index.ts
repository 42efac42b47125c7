/** Python's `signal` module for Node: dispositions, masks, waiting, timers, sending. */
export { signal, getsignal, siginterrupt } from './handlers';
export type { Handler, Disposition } from './handlers';
export { raiseSignal, sigqueue, pidfdSendSignal, strsignal, validSignals } from './send';
export { pause, sigwait, sigwaitinfo, sigtimedwait } from './wait';
export * as promises from './promises';
export { alarm, setitimer, getitimer } from './timers';
export { sigprocmask, pthreadSigmask, sigpending } from './mask';
export { setWakeupFd } from './wakeup';
export { defaultIntHandler } from './keyboard-interrupt';
export { Signals } from './numbers';
export type { SignalName } from './numbers';
export type { Siginfo } from '../native';
export { ItimerError, KeyboardInterrupt, OSError } from '../errors';
export * from './constants';
