export { native, unsupportedReason } from './load';
export type { Addon } from './addon';
export { READABLE, WRITABLE } from './fd-watcher';
export type { FdWatcher } from './fd-watcher';
export { WaitCall } from './wait';
export type { Rusage, WaitidResult } from './wait';
export { CHANGED, OWNER_DIED, TICK, TIMED_OUT, WANT_TICKS, WATCH_OWNER } from './async-waits';
export { DISPOSITION } from './signals';
export type { Siginfo } from './signals';
