/** One worker, seen from its pool: a process, a channel, and the tasks it has been given. */
import { native, READABLE, type FdWatcher } from '../native';
import { ForkProcess } from '../process';
import { Inbox } from '../queues';
import { Channel } from './channel';
import type { Bell } from './bell';
import type { Bequest } from './bequest';
import { clock } from './clock';
import { Fifo } from './fifo';
import { encodeBrief, encodeWhole, type Legacy } from './legacy';
import { encodeEnd, READY, readTag, STARTING } from './protocol';
import { compileNew, registered } from './registry';
import type { Task } from './task';
import { workerMain, type WorkerSettings } from './worker-main';

/** A daemon, but it may have children of its own: pools may be nested. */
class WorkerProcess extends ForkProcess {
  /** What it is handed belongs to it, connections included. */
  readonly initargs: readonly unknown[];
  readonly #main: () => Promise<void>;

  constructor(name: string, initargs: readonly unknown[], main: () => Promise<void>) {
    super({ name, daemon: true });
    this.initargs = initargs;
    this.#main = main;
  }

  override get mayHaveChildren(): boolean {
    return true;
  }

  override run(): Promise<void> {
    return this.#main();
  }
}

export interface WorkerInit {
  name: string;
  settings: WorkerSettings;
  initargs: readonly unknown[];
  /** Tasks it may be given in its life. */
  budget: number;
  parentBell: Bell;
  /** What it is left by the call that makes it. */
  bequest: Bequest | null;
  onDeath: (worker: Worker) => void;
}

/** live: takes tasks; leaving: was told to end; killed: was sent a signal; dead. */
export type WorkerState = 'live' | 'leaving' | 'killed' | 'dead';

export class Worker {
  state: WorkerState = 'live';
  /** Given and not yet answered, in the order of the ring. */
  readonly inflight = new Fifo<Task>();
  readonly inbox = new Inbox();
  /** When the first of them became the first; performance.now(). */
  headSince = clock.now();
  /** Tasks that it may be given ahead of time, as the crew has measured it. */
  room = 0;
  /** When to use SIGKILL. */
  killAt = Infinity;
  budget: number;
  done = 0;
  busyMs = 0;
  readonly started = clock.now();
  readonly pid: number;
  readonly sentinel: number;
  readonly #channel: Channel;
  readonly #process: WorkerProcess;
  readonly #watcher: FdWatcher;
  readonly #known: number;
  readonly #bequest: Bequest | null;

  /** Forks. Throws OSError. */
  constructor(init: WorkerInit) {
    this.budget = init.budget;
    this.#bequest = init.bequest;
    this.#known = registered();
    this.#channel = new Channel(init.parentBell);
    const { name, settings, initargs } = init;
    const main = workerMain.bind(undefined, this.#channel, settings, initargs);
    this.#process = new WorkerProcess(name, initargs, main);
    compileNew();
    try {
      this.#process.start();
    } catch (error) {
      this.#channel.close();
      throw error;
    }
    this.pid = this.#process.pid as number;
    // A descriptor of its own: the process object's may be watched by others.
    this.sentinel = native.dup(this.#process.sentinel);
    this.#watcher = new native.FdWatcher(this.sentinel, () => init.onDeath(this));
    this.#watcher.start(READABLE);
    // The bell keeps the loop alive while there is something to wait for.
    this.#watcher.unref();
  }

  get isReady(): boolean {
    return this.#channel.stage !== STARTING;
  }

  get isOverweight(): boolean {
    return this.#channel.stage > READY;
  }

  /** Whether it was forked after the function was registered. */
  knows(number: number): boolean {
    return number < this.#known;
  }

  /** Tasks in its ring that it has not begun. */
  get waiting(): number {
    return this.inflight.length === 0 ? 0 : this.#channel.tasks.size;
  }

  /** Whether nothing can come from it. */
  get isQuiet(): boolean {
    return this.state === 'dead' || (this.inflight.length === 0 && this.isReady);
  }

  hasBegun(task: Task): boolean {
    const place = this.inflight.toArray().indexOf(task);
    return place >= 0 && place < this.inflight.length - this.waiting;
  }

  /** As many of these as its ring takes now; their letters lie one behind the other, or it is one alone. */
  give(row: readonly Task[]): number {
    const first = row[0] as Task;
    if (first.isAlone || !this.#canRead(first)) return this.#giveAlone(first);
    const last = row[row.length - 1] as Task;
    const count = this.#channel.tasks.sendLetters(first.bytes as Buffer, first.offset, last.end);
    for (let i = 0; i < count; i++) this.#note(row[i] as Task);
    if (count > 0) this.#channel.tellWorker();
    return count;
  }

  /** A long message, or one that is written anew: what it names this worker has not inherited. */
  #giveAlone(task: Task): number {
    let bytes = task.bytes as Buffer;
    let length = task.end;
    if (!this.#canRead(task)) ({ bytes, length } = encodeWhole(task.tag, task.number, task.legacy as Legacy));
    if (!this.#channel.tasks.sendEncoded(bytes, length)) return 0;
    this.#note(task);
    this.#channel.tellWorker();
    return 1;
  }

  /** It is in the ring. */
  #note(task: Task): void {
    task.state = 'sent';
    task.worker = this;
    task.bytes = null;
    if (this.inflight.length === 0) this.headSince = clock.now();
    this.inflight.push(task);
    this.budget--;
    this.room--;
  }

  /** Whether it has inherited what the task's message only names. */
  #canRead(task: Task): boolean {
    return task.legacy === null || task.legacy.bequest === this.#bequest;
  }

  /** Goes to its next result, which is then in the inbox. */
  nextResult(): boolean {
    return this.inbox.next(this.#channel.results);
  }

  /** The task that the result answers, at `now`. */
  shift(now: number): Task | undefined {
    this.headSince = now;
    return this.inflight.shift();
  }

  /** Takes back what it has not begun, while it may itself be taking: those still wanted, with their messages. */
  takeBack(): Task[] {
    if (this.inflight.length === 0) return [];
    const taken = new Map<number, Buffer>();
    const { tasks } = this.#channel;
    for (let bytes = tasks.takeEncoded(); bytes !== null; bytes = tasks.takeEncoded()) {
      taken.set(readTag(bytes), bytes);
    }
    if (taken.size === 0) return [];
    const all = this.inflight.toArray();
    this.inflight.replace(all.filter((task) => !taken.has(task.tag)));
    this.budget += taken.size;
    const back = all.filter((task) => taken.has(task.tag) && task.state === 'sent');
    for (const task of back) task.takeBack(this.#messageOf(task, taken.get(task.tag) as Buffer));
    return back;
  }

  /** Of a task that is back: whoever takes it next may be able to read it in brief. */
  #messageOf(task: Task, bytes: Buffer): Buffer {
    if (task.legacy === null) return bytes;
    const brief = encodeBrief(task.tag, task.number, task.legacy);
    return Buffer.from(brief.bytes.subarray(0, brief.length));
  }

  /** To be called when nothing is in flight: it ends by itself. */
  dismiss(graceMs: number): void {
    if (this.state !== 'live') return;
    this.state = 'leaving';
    this.killAt = clock.now() + graceMs;
    const { bytes, length } = encodeEnd();
    this.#channel.tasks.sendEncoded(bytes, length);
    this.#channel.tellWorker();
  }

  /** SIGTERM, and after the grace SIGKILL; see escalate(). */
  terminate(graceMs: number): void {
    if (this.state === 'dead') return;
    this.state = 'killed';
    this.killAt = clock.now() + graceMs;
    this.#process.terminate();
  }

  kill(): void {
    if (this.state === 'dead') return;
    this.state = 'killed';
    this.killAt = Infinity;
    this.#process.kill();
  }

  /** Its exit code, or minus the signal; undefined while it lives. */
  exitcode(): number | null | undefined {
    return this.#process.isAlive() ? undefined : this.#process.exitcode;
  }

  /** After its death and its last result. */
  bury(): void {
    this.state = 'dead';
    this.#watcher.close();
    native.close(this.sentinel);
    this.#process.close();
    this.#channel.close();
  }

  /** In another process than the pool's. */
  abandon(): void {
    this.state = 'dead';
    this.#watcher.close();
    native.close(this.sentinel);
    this.#channel.close();
  }
}
