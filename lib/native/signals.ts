/** native/binding/signals.cc and signal_calls.cc. Sets of signals are arrays of numbers. */

/** What a signal brings with it; fields that its kind does not have are 0. */
export interface Siginfo {
  /** The signal. */
  readonly si_signo: number;
  /** How it was sent: SI_USER (0, kill), SI_QUEUE (-1, sigqueue), SI_TKILL (-6, raiseSignal), > 0 by the kernel. */
  readonly si_code: number;
  readonly si_errno: number;
  /** The sender; for SIGCHLD the child. */
  readonly si_pid: number;
  readonly si_uid: number;
  /** SIGCHLD: exit code or signal of the child. */
  readonly si_status: number;
  /** The value given to sigqueue. */
  readonly si_value: number;
}

export const DISPOSITION = { DEFAULT: 0, IGNORE: 1, HANDLED: 2, FOREIGN: 3 } as const;

export type Deliver = (
  signo: number,
  code: number,
  errno: number,
  pid: number,
  uid: number,
  status: number,
  value: number,
) => void;

export interface SignalsBinding {
  readonly isMainThread: boolean;
  readonly signalNumbers: Readonly<
    Record<'NSIG' | 'SIGRTMIN' | 'SIGRTMAX' | 'firstInternal' | 'lastInternal', number>
  >;
  /** Once, before the first disposition. */
  setSignalDelivery(deliver: Deliver): void;
  /** A descriptor that is readable while real-time signals wait for their handlers; -1 for other signals. */
  setSignalDisposition(signum: number, disposition: number): number;
  /** Listeners of process.on came or went. */
  renewSignalDisposition(signum: number): void;
  getSignalDisposition(signum: number): number;
  /** Runs the handlers that are due; what one throws comes out. */
  runSignalHandlers(): void;
  /** Has the loop run them. */
  wakeForSignals(): void;
  /** The one before; -2 when the new one is in blocking mode (and nothing has changed). */
  setSignalWakeupFd(fd: number): number;
  takeSignalWakeupError(): number;
  setSignalInterrupts(signum: number, interrupts: boolean): void;
  sigprocmask(how: number, set?: readonly number[]): number[];
  sigpending(): number[];
  sigtimedwait(set: readonly number[], ms: number): Siginfo | null;
  /** Keeps signals out of all threads; counted. */
  holdSignals(set: readonly number[]): void;
  releaseSignals(set: readonly number[]): void;
  openSignalFd(set: readonly number[]): number;
  readSignalFd(fd: number): Siginfo | null;
  closeSignalFd(fd: number): void;
  pauseForSignal(): void;
  raiseSignal(signum: number): void;
  alarm(seconds: number): number;
  setitimer(which: number, ms: number, intervalMs: number): [number, number];
  getitimer(which: number): [number, number];
  sigqueue(pid: number, signum: number, value: number): void;
  pidfdSendSignal(fd: number, signum: number, flags: number): void;
  strsignal(signum: number): string | null;
}
