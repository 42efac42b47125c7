/**
 * The engine of pools and executors: tasks come in, go to workers, and are settled, each exactly once.
 *
 *   submit() → queue → ring of a worker → the worker runs it → ring of results → sink
 *
 * A worker has at most a few tasks of which it runs the first; those it has not begun come back when it dies, when
 * it is slow while others are idle, or when they are cancelled. Who the workers are is the Crew's business, who gives
 * them tasks the Feeder's, who reads their results the Harvest's and when that of Wakeups, what is due in time the
 * Overseer's, whether there may be more tasks that of its Life.
 */
import { Alarm } from './alarm';
import { Bequest } from './bequest';
import { Crew } from './crew';
import { addDispatcher } from './dispatchers';
import { noStart, workerLost } from './failures';
import { Feeder } from './feeder';
import { Harvest } from './harvest';
import { foreign, Life } from './life';
import { write } from './outbox';
import { Overseer } from './overseer';
import type { Mode } from './protocol';
import { Readers } from './readers';
import { numberOf } from './registry';
import type { PoolSettings } from './settings';
import { Statistics, type PoolStats } from './statistics';
import { Task, type TaskInit, type TaskSink } from './task';
import { Wakeups } from './wakeups';
import type { Worker } from './worker';

/** Workers that die one after the other before their first task. */
const MOST_STRIKES = 5;

export class Dispatcher {
  readonly settings: PoolSettings;
  readonly readers = new Readers();
  readonly #crew: Crew;
  readonly #feeder: Feeder;
  readonly #harvest: Harvest;
  readonly #wakeups: Wakeups;
  readonly #overseer: Overseer;
  readonly #alarm = new Alarm(() => this.#wakeups.look());
  readonly #statistics = new Statistics();
  readonly #life = new Life();
  #outstanding = 0;
  #strikes = 0;
  #isAbandoned = false;

  constructor(settings: PoolSettings) {
    this.settings = settings;
    this.#wakeups = new Wakeups(this, (next) => this.#alarm.set(next));
    this.#crew = new Crew(settings, this.#wakeups.bell, (worker) => {
      this.onDeath(worker);
      this.#wakeups.look();
    });
    const onBroken = (cause: unknown): void => this.#break(cause);
    this.#feeder = new Feeder(this.#crew, this.#statistics, onBroken);
    this.#harvest = new Harvest(this.#crew, this.#statistics, onBroken);
    this.#overseer = new Overseer(
      settings.maxMemory,
      (task) => this.abort(task, task.late()),
      (worker) => this.#end(worker, 'SIGKILL'),
    );
    addDispatcher(this);
  }

  // ---- tasks

  /**
   * Throws what encoding the arguments throws, StateError ERR_POOL_CLOSED, BrokenProcessPool. From then on the sink learns
   * everything.
   */
  submit(init: TaskInit, sink: TaskSink): Task {
    this.checkOpen();
    const number = numberOf(init.fn);
    const crew = this.#crew;
    if (crew.bequest === null && !this.#feeder.isCollecting && crew.wantsFork && crew.idle(number) === null) {
      return this.bequeath(init.mode, init.args, () => this.#submit(number, init, sink));
    }
    return this.#submit(number, init, sink);
  }

  /** While `call` submits tasks: what is large among their arguments reaches workers forked for them without a copy. */
  bequeath<T>(mode: Mode, args: readonly unknown[], call: () => T): T {
    const bequest = this.#crew.wantsFork ? Bequest.of(mode, args) : null;
    if (bequest === null) return call();
    const outer = this.#crew.bequest;
    this.#crew.bequest = bequest;
    try {
      return call();
    } finally {
      bequest.end();
      this.#crew.bequest = outer;
    }
  }

  #submit(number: number, init: TaskInit, sink: TaskSink): Task {
    const { mode, args, kwargs, signal } = init;
    const { bequest } = this.#crew;
    const brief = bequest?.shorten(mode, args) ?? null;
    const letter = write(number, mode, brief ?? args, kwargs);
    const task = new Task(init, number, letter, sink, this.#onSettled);
    if (bequest !== null && brief !== null) task.legacy = { bequest, mode, kwargs, brief, whole: args };
    if (this.#outstanding++ === 0) {
      this.#keepAlive();
      this.#wakeups.expect(task.submitted);
    }
    this.#feeder.add(task);
    if (signal?.aborted) this.abort(task, signal.reason);
    else if (signal) task.watch(signal, (reason) => this.abort(task, reason));
    if (task.timeout !== null || signal || this.#overseer.memory.isOn) this.#alarm.set(this.tick());
    return task;
  }

  /** Takes a task back that no worker has begun; false when one has, or it is settled. */
  cancel(task: Task, reason: unknown): boolean {
    if (task.state === 'settled' || !this.isOwn) return false;
    if (task.worker !== null) this.#feeder.takeBack(task.worker);
    const isTaken = task.state === 'queued';
    if (isTaken) task.reject(reason);
    this.#feeder.feed();
    return isTaken;
  }

  /** Ends a task in any case; one that has begun with its worker. */
  abort(task: Task, reason: unknown): void {
    if (this.cancel(task, reason) || task.state === 'settled') return;
    const { worker } = task;
    task.reject(reason);
    if (worker !== null && this.isOwn) this.#end(worker, 'SIGTERM');
    this.#feeder.feed();
    this.#alarm.set(worker?.killAt ?? Infinity);
  }

  hasBegun(task: Task): boolean {
    return task.worker?.hasBegun(task) ?? false;
  }

  // ---- ending

  /** No more tasks; workers end when those that are there are done. */
  close(): void {
    this.#life.close();
    if (!this.isOwn) return;
    this.#dismissIdle();
    this.#alarm.set(this.tick());
  }

  /** Settles what is outstanding and ends all workers. */
  terminate(reason: () => Error, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): void {
    this.#life.terminate();
    if (!this.isOwn) return;
    this.#feeder.stop();
    this.#rejectAll(reason);
    this.readers.stopAll(reason);
    this.#crew.endAll(signal);
    this.#alarm.set(this.tick());
    if (this.isGone) this.#onGone();
  }

  /** Cancels what no worker has begun. */
  cancelWaiting(reason: () => Error): void {
    for (const worker of this.#crew.live) this.#feeder.takeBack(worker);
    for (const task of this.#feeder.drain()) task.reject(reason());
    this.readers.stopAll(reason);
    this.#dismissIdle();
  }

  /** Settles when no worker is left, and with it all that there is to release. */
  join(): Promise<void> {
    if (this.isGone) return Promise.resolve();
    const joined = this.#life.join();
    this.#keepAlive();
    return joined;
  }

  /** Blocks until the condition holds; false when the time is up. Results are delivered meanwhile. */
  waitUntil(condition: () => boolean, ms: number): boolean {
    if (this.isOwn) this.#feeder.feed();
    return this.#wakeups.waitUntil(condition, ms, () => {
      throw foreign();
    });
  }

  // ---- what it is

  get isOpen(): boolean {
    return this.#life.isOpen;
  }

  get isGone(): boolean {
    return this.#crew.all.size === 0;
  }

  /** False in a process forked later. */
  get isOwn(): boolean {
    return this.#life.isOwn;
  }

  get isExpecting(): boolean {
    return this.#outstanding > 0;
  }

  get workers(): ReadonlySet<Worker> {
    return this.#crew.all;
  }

  /** Throws what keeps tasks from being submitted. */
  checkOpen(): void {
    this.#life.checkOpen();
  }

  stats(): PoolStats {
    return this.#statistics.report(this.#crew.all, this.#outstanding);
  }

  /** Whether a process forked now has something to give up. */
  get leavesTraces(): boolean {
    return !this.#isAbandoned && !this.#wakeups.bell.isClosed && !this.#crew.isForkingFirst;
  }

  /** In another process: all is given up but the channel of the worker that this process is to be. */
  abandon(): void {
    if (this.#isAbandoned) return;
    this.#isAbandoned = true;
    this.#alarm.cancel();
    this.#crew.abandon();
    if (!this.#crew.isForking) this.#wakeups.bell.close();
  }

  // ---- from the workers to the sinks

  deliver(): number {
    const count = this.#harvest.gather();
    if (count > 0) {
      this.#strikes = 0;
      this.#dismissIdle();
      this.#feeder.feed();
      this.#feeder.share();
    }
    return count;
  }

  onDeath(worker: Worker): void {
    const exitcode = worker.state === 'dead' ? undefined : worker.exitcode();
    if (exitcode === undefined) return;
    while (this.#harvest.from(worker) > 0) this.#strikes = 0;
    const wasExpected = worker.state !== 'live';
    const wasStarting = !worker.isReady && !wasExpected;
    this.#feeder.takeBack(worker);
    const lost = worker.inflight.toArray();
    this.#crew.bury(worker);
    this.#statistics.onDeath(worker.pid, exitcode, wasExpected);
    const error = workerLost(worker.pid, exitcode, exitcode === -9 && this.#crew.wasOutOfMemory());
    for (const task of lost) task.reject(this.#overseer.memory.verdict(worker, error) ?? error);
    if (wasStarting && ++this.#strikes >= MOST_STRIKES) this.#break(error);
    this.#feeder.feed();
    if (this.isGone) this.#onGone();
  }

  #break(cause: unknown): void {
    if (!this.#life.break(cause)) return;
    this.#feeder.forkNoMore();
    this.#rejectAll(() => noStart(cause));
    this.readers.stopAll(() => noStart(cause));
    this.#crew.endAll('SIGTERM');
    this.#alarm.set(this.tick());
  }

  #rejectAll(reason: () => Error): void {
    const begun = [...this.#crew.all].flatMap((worker) => worker.inflight.toArray());
    for (const task of [...begun, ...this.#feeder.drain()]) task.reject(reason());
  }

  readonly #onSettled = (): void => {
    if (--this.#outstanding > 0) return;
    this.#keepAlive();
    if (this.#life.isClosed) queueMicrotask(() => this.#dismissIdle());
  };

  // ---- workers that end

  #dismissIdle(): void {
    const isOver = !this.isOpen && this.#outstanding === 0;
    for (const worker of this.#crew.live) {
      if (worker.isOverweight && worker.inflight.length > 1) this.#feeder.takeBack(worker);
      if (worker.inflight.length > 0) continue;
      if (isOver || worker.budget <= 0 || worker.isOverweight) this.#crew.dismiss(worker);
    }
    if (isOver && this.isGone) this.#onGone();
  }

  /** What it has not begun is for others. */
  #end(worker: Worker, signal: 'SIGTERM' | 'SIGKILL'): void {
    this.#feeder.takeBack(worker);
    this.#crew.end(worker, signal);
  }

  #onGone(): void {
    this.#life.gone();
    this.#keepAlive();
    if (this.isOpen) return;
    this.#alarm.cancel();
    this.#wakeups.bell.close();
  }

  // ---- time

  tick(): number {
    const next = this.#overseer.look(this.#crew.all);
    this.#feeder.share();
    return next;
  }

  #keepAlive(): void {
    this.#wakeups.holdLoop(this.#outstanding > 0 || this.#life.hasJoiners);
  }
}
