/** `Process`: a child of one's own that runs a function. Python: multiprocessing.Process with the fork start method. */
import { inspect } from 'node:util';
import { StateError } from '../errors';
import { getStartMethod, resolveReference, type Started, type StartMethod } from '../launch';
import { native } from '../native';
import { Signals } from '../signal';
import { runsInChildren } from '../util/child-code';
import { parseTimeout, type Timeout } from '../util/timeout';
import { checkBoolean, checkString, toBytes } from '../util/validate';
import { armExit } from './at-exit';
import { ChildHandle } from './child-handle';
import {
  addChild,
  currentProcess,
  isBeginning,
  isCurrent,
  reapEnded,
  removeChild,
  setMainProcessFactory,
} from './family';
import { defaultName, nextPath, ownAuthkey, setOwnAuthkey } from './identity';
import { checkOptions, ORIGIN, type Origin, type Plan, type ProcessOptions, type Target } from './options';
import { startChild } from './start';

const UNGUARDED =
  'a module that a new process loads for its target has started a process itself: ' +
  'the main module has to guard its own start with `if (parentProcess() === null)`';
const SIGINT = 2;
const SIGKILL = 9;
const SIGTERM = 15;

/**
 * A process with a clean start: the fork's copy of everything in memory, but none of the parent's timers, sockets,
 * servers or pending work. Python: `multiprocessing.Process` with the fork method.
 * @example
 * const child = new Process({ target: (n) => process.exit(n), args: [3] });
 * child.start();
 * await child.join();
 * child.exitcode; // 3
 */
export class Process {
  #plan: Plan;
  readonly #path: readonly number[];
  readonly #creator: number;
  #name: string;
  #daemon: boolean;
  #authkey: Buffer | null = null;
  #child: ChildHandle | null = null;
  #isStarted = false;
  #isClosed = false;

  /**
   * Describes a process; `start()` makes it.
   * @throws TypeError ERR_INVALID_ARG_TYPE, RangeError ERR_OUT_OF_RANGE
   * @example
   * const p = new Process({ target: (name) => console.log(`hello ${name}`), args: ['world'] });
   * p.start();
   * await p.join();
   */
  constructor(options: ProcessOptions = {}) {
    const plan = checkOptions(options);
    this.#plan = plan;
    this.#creator = plan.origin?.creator ?? native.getpid();
    this.#path = plan.origin?.path ?? nextPath();
    this.#name = plan.name ?? defaultName(this.constructor.name, this.#path);
    this.#daemon = plan.daemon ?? currentProcess().daemon;
  }

  /** What the child runs: the target with its arguments. Subclasses override it; an async one is awaited. */
  run(): unknown {
    const { target, args, kwargs } = this.#plan;
    if (target === null) return undefined;
    const all = kwargs === null ? args : [...args, kwargs];
    if (typeof target === 'function') return target(...all);
    return resolveReference(target).then((found) => (found as Target)(...all));
  }

  /**
   * Makes the child. Synchronous: `pid` is set when it returns. Children that have ended are reaped.
   *
   * The child runs `run()` as if nothing else had been going on in the parent, and ends when that has returned or
   * settled. The parent lets go of the target and its arguments, as Python's does.
   * @throws StateError ERR_PROCESS_STARTED the second time; ERR_PROCESS_FOREIGN in another process than the creating
   *   one; ERR_PROCESS_DAEMON in a daemon; ERR_PROCESS_BEGINNING in a module that a new process loads for its target;
   *   ERR_PROCESS_ENDED in an 'exit' handler of a program that has run out of work
   * @throws DOMException (DataCloneError) under spawn and forkserver: the target or its class is not exported by a module, an
   *   argument cannot be cloned
   * @throws OSError fork(2) failed; ERR_FORK_UNSUPPORTED; ERR_FORKSERVER
   */
  start(): void {
    this.#checkOpen();
    if (this.#isStarted || isCurrent(this)) {
      throw new StateError('cannot start a process twice', 'ERR_PROCESS_STARTED');
    }
    this.#checkCreator('can only start a process object created by current process');
    if (!currentProcess().mayHaveChildren) {
      throw new StateError('daemonic processes are not allowed to have children', 'ERR_PROCESS_DAEMON');
    }
    if (isBeginning()) throw new StateError(UNGUARDED, 'ERR_PROCESS_BEGINNING');
    reapEnded();
    this.#isStarted = true;
    let started: Started | undefined;
    try {
      started = startChild(this, this.#path, this.#plan);
    } finally {
      if (started === undefined) this.#isStarted = false;
    }
    this.#plan = spent;
    this.#child = new ChildHandle(started.pid, started.pidfd);
    addChild(this);
    armExit();
  }

  /**
   * Settles when the child has ended or the time is up: look at `exitcode`. May be called again and again.
   * @throws StateError ERR_PROCESS_NOT_STARTED, ERR_PROCESS_FOREIGN
   */
  async join(timeout?: Timeout): Promise<void> {
    const child = this.#joinable();
    if (await child.wait(parseTimeout(timeout))) removeChild(this);
  }

  /** As {@link join}, blocking the thread. Signal handlers run meanwhile. */
  joinSync(timeout?: Timeout): void {
    const child = this.#joinable();
    if (child.waitSync(parseTimeout(timeout))) removeChild(this);
  }

  /** Whether the process runs. Reaps it when it has just ended. */
  isAlive(): boolean {
    this.#checkOpen();
    if (isCurrent(this)) return true;
    this.#checkCreator('can only test a child process');
    if (this.#child === null) return false;
    if (!this.#child.hasEnded()) return true;
    removeChild(this);
    return false;
  }

  /** SIGTERM. Nothing happens when the child has ended. */
  terminate(): void {
    this.#signal(SIGTERM);
  }

  /** SIGKILL. */
  kill(): void {
    this.#signal(SIGKILL);
  }

  /** SIGINT. */
  interrupt(): void {
    this.#signal(SIGINT);
  }

  /**
   * Gives the sentinel back; of the object only its name is left.
   * @throws StateError ERR_PROCESS_RUNNING
   */
  close(): void {
    if (this.#isClosed || this.#isMain()) return;
    if (this.#child !== null && this.#isCreator()) {
      if (!this.#child.hasEnded()) {
        throw new StateError(
          'Cannot close a process while it is still running. You should first call join() or terminate().',
          'ERR_PROCESS_RUNNING',
        );
      }
      removeChild(this);
      this.#child.release();
    }
    this.#child = null;
    this.#isClosed = true;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** @internal How start() starts it. */
  get startMethod(): StartMethod {
    return getStartMethod();
  }

  /** @internal Daemons may not, as in Python; workers of pools may: nothing they start survives them. */
  get mayHaveChildren(): boolean {
    return !this.#daemon;
  }

  get name(): string {
    return this.#name;
  }

  set name(value: string) {
    this.#name = checkString(value, 'name');
  }

  /** Set before `start()`. */
  get daemon(): boolean {
    return this.#daemon;
  }

  set daemon(value: boolean) {
    if (this.#isStarted) throw new StateError('process has already started', 'ERR_PROCESS_STARTED');
    this.#daemon = checkBoolean(value, 'daemon');
  }

  /** null before `start()`. */
  get pid(): number | null {
    this.#checkOpen();
    return isCurrent(this) ? native.getpid() : (this.#child?.pid ?? null);
  }

  get ident(): number | null {
    return this.pid;
  }

  /** null until the process has ended; then 0 to 255, or minus the signal that ended it. */
  get exitcode(): number | null {
    this.#checkOpen();
    if (this.#child === null || !this.#isCreator()) return null;
    if (this.#child.hasEnded()) removeChild(this);
    return this.#child.exitCode;
  }

  /** A descriptor (a pidfd) that is readable when the process has ended. @throws StateError ERR_PROCESS_NOT_STARTED */
  get sentinel(): number {
    this.#checkOpen();
    if (this.#child === null) throw new StateError('process not started', 'ERR_PROCESS_NOT_STARTED');
    return this.#child.pidfd;
  }

  /** The key with which this process proves itself to others of its family; inherited. */
  get authkey(): Buffer {
    return this.#authkey ?? ownAuthkey();
  }

  set authkey(value: Uint8Array | string) {
    const bytes = Buffer.from(toBytes(value, 'authkey'));
    if (isCurrent(this)) setOwnAuthkey(bytes);
    this.#authkey = bytes;
  }

  toString(): string {
    const parts = [`name='${this.#name}'`];
    if (!this.#isClosed) {
      const pid = isCurrent(this) ? native.getpid() : this.#child?.pid;
      if (pid !== undefined) parts.push(`pid=${pid}`);
      if (!this.#isMain()) parts.push(`parent=${this.#creator}`);
    }
    parts.push(this.#state());
    if (this.#daemon) parts.push('daemon');
    return `<${this.constructor.name} ${parts.join(' ')}>`;
  }

  [inspect.custom](): string {
    return this.toString();
  }

  #state(): string {
    if (this.#isClosed) return 'closed';
    if (isCurrent(this)) return 'started';
    if (!this.#isCreator()) return 'unknown';
    if (this.#child === null) return 'initial';
    if (!this.#child.hasEnded()) return 'started';
    const code = this.#child.exitCode;
    const shown = code !== null && code < 0 ? `-${signalName(-code)}` : (code ?? 'unknown');
    return `stopped exitcode=${shown}`;
  }

  #joinable(): ChildHandle {
    this.#checkOpen();
    this.#checkCreator('can only join a child process');
    if (this.#child === null) {
      throw new StateError('can only join a started process', 'ERR_PROCESS_NOT_STARTED');
    }
    return this.#child;
  }

  #signal(sig: number): void {
    this.#checkOpen();
    this.#checkCreator('can only signal a child process');
    if (this.#child === null) throw new StateError('process not started', 'ERR_PROCESS_NOT_STARTED');
    this.#child.signal(sig);
  }

  #isMain(): boolean {
    return this.#path.length === 0;
  }

  #isCreator(): boolean {
    return this.#creator === native.getpid();
  }

  #checkCreator(message: string): void {
    if (!this.#isCreator()) throw new StateError(message, 'ERR_PROCESS_FOREIGN');
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new StateError('process object is closed', 'ERR_PROCESS_CLOSED');
  }
}

/** What is left of the plan in the parent: whatever the target reaches may be collected. */
const spent = checkOptions({});

function signalName(sig: number): string {
  return (Signals as unknown as Record<number, string>)[sig] ?? String(sig);
}

setMainProcessFactory(() => {
  const origin: Origin = { path: [], creator: native.getpid() };
  return new Process({ name: 'MainProcess', daemon: false, [ORIGIN]: origin } as ProcessOptions);
});

runsInChildren(Process.prototype.run);
