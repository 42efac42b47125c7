/** `Process`: a child of one's own that runs a function. Python: multiprocessing.Process with the fork start method. */
import { inspect } from 'node:util';
import { StateError, invalidType, outOfRange, systemError } from '../errors';
import { forkClean } from '../fork';
import { native } from '../native';
import { Signals } from '../signal';
import { findBelongings, handOver } from '../util/belongings';
import { parseTimeout, type Timeout } from '../util/timeout';
import { checkBoolean, checkFunction, checkString, toBytes } from '../util/validate';
import { armExit } from './at-exit';
import { bootstrap, type Birth } from './bootstrap';
import { ChildHandle } from './child-handle';
import { addChild, currentProcess, isCurrent, reapEnded, removeChild, setMainProcessFactory } from './family';
import { defaultName, nextPath, ownAuthkey, setOwnAuthkey } from './identity';

/** What a process runs: any function, sync or async, closures and methods included. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a target takes whatever its args are
export type Target = (...args: any[]) => unknown;

/** What a `Process` is made with. */
export interface ProcessOptions {
  /** Only there because Python has it: must be null. */
  group?: null;
  /** The function that `run()` calls in the child. */
  target?: Target | null;
  /** Default: `Process-N`, with N counted in the creating process. */
  name?: string | null;
  /** Positional arguments of the target. Copied by the fork, not serialised. */
  args?: Iterable<unknown> | null;
  /** Passed to the target as its last argument. */
  kwargs?: object | null;
  /** Ends with its parent: by SIGTERM when that ends in good order. Default: that of the creating process. */
  daemon?: boolean | null;
  /** The parent's open servers, sockets and descriptors that the child shares; it gets no others. */
  keep?: Iterable<unknown> | null;
}

const SIGINT = 2;
const SIGKILL = 9;
const SIGTERM = 15;
const isMain = Symbol('main');

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
  readonly #target: Target | null;
  readonly #args: readonly unknown[];
  readonly #kwargs: object | null;
  readonly #keep: readonly unknown[];
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
    if (typeof options !== 'object' || options === null) throw invalidType('options', 'an object', options);
    const { group = null, target = null, name = null, kwargs = null, daemon = null } = options;
    if (group !== null) throw outOfRange('group', 'null for now', group);
    if (target !== null) checkFunction(target, 'target');
    if (kwargs !== null && typeof kwargs !== 'object') throw invalidType('kwargs', 'an object', kwargs);
    this.#target = target;
    this.#args = toList(options.args, 'args');
    this.#kwargs = kwargs;
    this.#keep = toList(options.keep, 'keep');
    this.#creator = native.getpid();
    if (isMain in options) {
      this.#path = [];
      this.#name = 'MainProcess';
      this.#daemon = false;
      return;
    }
    this.#path = nextPath();
    this.#name = name === null ? defaultName(this.constructor.name, this.#path) : checkString(name, 'name');
    this.#daemon = daemon === null ? currentProcess().daemon : checkBoolean(daemon, 'daemon');
  }

  /** What the child runs: the target with its arguments. Subclasses override it; an async one is awaited. */
  run(): unknown {
    if (this.#target === null) return undefined;
    return this.#kwargs === null ? this.#target(...this.#args) : this.#target(...this.#args, this.#kwargs);
  }

  /**
   * Makes the child. Synchronous: `pid` is set when it returns. Children that have ended are reaped.
   *
   * The child runs `run()` as if nothing else had been going on in the parent, and ends when that has returned or
   * settled.
   * @throws StateError ERR_PROCESS_STARTED the second time; ERR_PROCESS_FOREIGN in another process than the creating
   *   one; ERR_PROCESS_DAEMON in a daemon
   * @throws OSError fork(2) failed; ERR_FORK_UNSUPPORTED
   */
  start(): void {
    this.#checkOpen();
    if (this.#isStarted) throw new StateError('cannot start a process twice', 'ERR_PROCESS_STARTED');
    this.#checkCreator('can only start a process object created by current process');
    const self = currentProcess();
    if (!self.mayHaveChildren) {
      throw new StateError('daemonic processes are not allowed to have children', 'ERR_PROCESS_DAEMON');
    }
    reapEnded();
    const given = findBelongings([this.#args, this.#kwargs, this.#keep, Object.values(this)]);
    handOver(given);
    const birth: Birth = {
      process: this,
      path: this.#path,
      parentName: self.name,
      parentPid: native.getpid(),
      given,
      daemon: this.#daemon,
    };
    this.#isStarted = true;
    let pid = -1;
    try {
      pid = forkClean(() => bootstrap(birth), { keep: this.#keep });
    } finally {
      if (pid < 0) this.#isStarted = false;
    }
    if (pid < 0) throw systemError(-pid, 'fork');
    this.#child = new ChildHandle(pid, native.takePidfd());
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
    if (child.waitSync(parseTimeout(timeout).ms)) removeChild(this);
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
    if (this.#isClosed) return;
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
      if (this.#path.length > 0) parts.push(`parent=${this.#creator}`);
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

function toList(given: Iterable<unknown> | null | undefined, name: string): readonly unknown[] {
  if (given == null) return [];
  if (typeof given !== 'object' || typeof given[Symbol.iterator] !== 'function') {
    throw invalidType(name, 'an array or another iterable', given);
  }
  return [...given];
}

function signalName(sig: number): string {
  return (Signals as unknown as Record<number, string>)[sig] ?? String(sig);
}

setMainProcessFactory(() => new Process({ [isMain]: true } as ProcessOptions));
