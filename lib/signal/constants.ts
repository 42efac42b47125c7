/** The signals by name, and the other constants of <signal.h>, each on its own with Python's spelling. */
import { constants } from 'node:os';
import { native } from '../native';

// Without an addon (not Linux) the module still loads.
const numbers = native.signalNumbers;

/** One more than the largest signal number. */
export const NSIG: number = numbers.NSIG ?? 65;
/** The first real-time signal. */
export const SIGRTMIN: number = numbers.SIGRTMIN ?? 34;
/** The last real-time signal. */
export const SIGRTMAX: number = numbers.SIGRTMAX ?? 64;

export const SIGHUP: number = constants.signals.SIGHUP;
export const SIGINT: number = constants.signals.SIGINT;
export const SIGQUIT: number = constants.signals.SIGQUIT;
export const SIGILL: number = constants.signals.SIGILL;
export const SIGTRAP: number = constants.signals.SIGTRAP;
export const SIGABRT: number = constants.signals.SIGABRT;
export const SIGIOT: number = constants.signals.SIGIOT;
export const SIGBUS: number = constants.signals.SIGBUS;
export const SIGFPE: number = constants.signals.SIGFPE;
export const SIGKILL: number = constants.signals.SIGKILL;
export const SIGUSR1: number = constants.signals.SIGUSR1;
export const SIGSEGV: number = constants.signals.SIGSEGV;
export const SIGUSR2: number = constants.signals.SIGUSR2;
export const SIGPIPE: number = constants.signals.SIGPIPE;
export const SIGALRM: number = constants.signals.SIGALRM;
export const SIGTERM: number = constants.signals.SIGTERM;
export const SIGSTKFLT: number = constants.signals.SIGSTKFLT;
export const SIGCHLD: number = constants.signals.SIGCHLD;
export const SIGCONT: number = constants.signals.SIGCONT;
export const SIGSTOP: number = constants.signals.SIGSTOP;
export const SIGTSTP: number = constants.signals.SIGTSTP;
export const SIGTTIN: number = constants.signals.SIGTTIN;
export const SIGTTOU: number = constants.signals.SIGTTOU;
export const SIGURG: number = constants.signals.SIGURG;
export const SIGXCPU: number = constants.signals.SIGXCPU;
export const SIGXFSZ: number = constants.signals.SIGXFSZ;
export const SIGVTALRM: number = constants.signals.SIGVTALRM;
export const SIGPROF: number = constants.signals.SIGPROF;
export const SIGWINCH: number = constants.signals.SIGWINCH;
export const SIGIO: number = constants.signals.SIGIO;
export const SIGPOLL: number = constants.signals.SIGPOLL;
export const SIGPWR: number = constants.signals.SIGPWR;
export const SIGSYS: number = constants.signals.SIGSYS;
/** Another name of SIGCHLD. */
export const SIGCLD: number = SIGCHLD;

/** Disposition: what the system, or Node, does by default. */
export const SIG_DFL = 0;
/** Disposition: nothing happens. */
export const SIG_IGN = 1;
/** {@link sigprocmask}: block these too. */
export const SIG_BLOCK = 0;
/** {@link sigprocmask}: let these in. */
export const SIG_UNBLOCK = 1;
/** {@link sigprocmask}: block exactly these. */
export const SIG_SETMASK = 2;

/** {@link setitimer}: real time, ends in SIGALRM. */
export const ITIMER_REAL = 0;
/** {@link setitimer}: processor time of the process, ends in SIGVTALRM. */
export const ITIMER_VIRTUAL = 1;
/** {@link setitimer}: processor time of the process and of the system for it, ends in SIGPROF. */
export const ITIMER_PROF = 2;

export const SI_USER = 0;
export const SI_KERNEL = 128;
export const SI_QUEUE = -1;
export const SI_TIMER = -2;
export const SI_TKILL = -6;
