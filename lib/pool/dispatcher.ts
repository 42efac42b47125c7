/**
 * The engine of pools and executors: tasks come in, go to workers, and are settled, each exactly once.
 *
 *   submit() → queue → ring of a worker → the worker runs it → ring of results → sink
 *
 * A worker has at most a few tasks of which it runs the first; those it has not begun come back when it dies, when
 * it is slow while others are idle, or when they are cancelled. Everything that can end a wait rings the bell or ends a
 * pidfd; what else has to happen in time (timeouts, SIGKILL after SIGTERM) hangs on one timer.
 */
import { encodeInto, outgoing } from '../codec';
import { StateError } from '../errors';
import { me } from '../memory';
import { native, READABLE, type FdWatcher } from '../native';
import { Bell } from './bell';
import { arrived, noStart, workerLost } from './failures';
import { MemoryWatch } from './memory-watch';
import { oomKills } from './out-of-memory';
import { NO_START, RETURNED, type ResultMessage } from './protocol';
import { numberOf } from './registry';
import { Statistics, type PoolStats } from './statistics';
import { Task, type TaskInit, type TaskSink } from './task';
import { TaskQueue } from './task-queue';
import { Worker } from './worker';

export interface DispatcherSettings {
  processes: number;
  initializer: ((...args: unknown[]) => unknown) | null;
  initargs: readonly unknown[];
  /** Tasks after which a worker is replaced. */
  maxTasks: number;
  nice: number;
  /** Bytes that a worker may grow by. */
  maxMemory: number;
  /** Milliseconds between SIGTERM and SIGKILL. */
  grace: number;
  /** Of the workers' names. */
  prefix: string;
}

/** Workers that die one after the other before their first task. */
const MOST_STRIKES = 5;
const MOST_RESULTS = 2048;
/** A worker is given as many tasks as it does in this time, up to a limit. */
const AHEAD_MS = 1;
const MOST_AHEAD = 64;
/** How long a task runs before those behind it go to idle workers. */
const PATIENCE_MS = 2;
const LEAVE_MS = 5000;

const dispatchers = new Set<WeakRef<Dispatcher>>();
export const eachDispatcher = (call: (one: Dispatcher) => void): void => {
  for (const ref of dispatchers) {
    const one = ref.deref();
    if (one === undefined) dispatchers.delete(ref);
    else call(one);
  }
};

export class Dispatcher {
  readonly settings: DispatcherSettings;
  readonly #queue = new TaskQueue();
  /** Those that take tasks, and all that are not dead. */
  #live: Worker[] = [];
  readonly #all = new Set<Worker>();
  readonly #bell = new Bell();
  readonly #listener: FdWatcher;
  readonly #statistics = new Statistics();
  readonly #memory: MemoryWatch;
  readonly #generation = me.generation;
  #phase: 'open' | 'closed' | 'terminated' = 'open';
  #broken: { error: Error; cause: unknown } | null = null;
  #outstanding = 0;
  #strikes = 0;
  #made = 0;
  #kills = 0;
  #joiners: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Infinity;
  #isFeeding = false;
  #isAwake = false;
  #isForking = false;
  #isAbandoned = false;

  constructor(settings: DispatcherSettings) {
    this.settings = settings;
    this.#memory = new MemoryWatch(settings.maxMemory);
    this.#listener = this.#bell.listen(() => this.#turn());
    this.#listener.unref();
    this.#bell.prepareToSleep();
    dispatchers.add(new WeakRef(this));
  }

  // ---- tasks

  /**
   * Throws what encoding the arguments throws, StateError ERR_POOL_CLOSED, BrokenProcessPool. From then on the sink learns
   * everything.
   */
  submit(init: TaskInit, sink: TaskSink): Task {
    this.checkOpen();
    const number = numberOf(init.fn);
    const { mode, args, kwargs } = init;
    const message = kwargs == null ? [0, number, mode, args] : [0, number, mode, args, kwargs];
    const { bytes, length } = encodeInto(message);
    const task = new Task(init, number, sink, this.#onSettled);
    if (this.#outstanding++ === 0) this.#keepAlive();
    const worker = this.#queue.peek() === undefined ? this.#workerFor(number, true) : null;
    if (worker === null || !worker.give(task, bytes, length)) {
      task.bytes = bytes === outgoing ? Buffer.from(bytes.subarray(0, length)) : bytes.subarray(0, length);
      this.#queue.push(task);
      this.#feed();
    }
    const { signal } = init;
    if (signal?.aborted) this.abort(task, signal.reason);
    else if (signal) task.watch(signal, (reason) => this.abort(task, reason));
    if (task.timeout !== Infinity || signal || this.#memory.isOn) this.#schedule();
    return task;
  }

  /** Takes a task back that no worker has begun; false when one has, or it is settled. */
  cancel(task: Task, reason: unknown): boolean {
    if (task.state === 'settled' || !this.isOwn) return false;
    if (task.state === 'sent') {
      const worker = this.#workerOf(task);
      if (worker === undefined) return false;
      this.#queue.putBack(worker.takeBack());
    }
    const isTaken = (task.state as string) === 'queued';
    if (isTaken) task.reject(reason);
    this.#feed();
    return isTaken;
  }

  /** Ends a task in any case; one that has begun with its worker. */
  abort(task: Task, reason: unknown): void {
    if (this.cancel(task, reason) || task.state === 'settled') return;
    const worker = this.#workerOf(task);
    task.reject(reason);
    if (worker !== undefined && this.isOwn) this.#end(worker, 'SIGTERM');
    this.#feed();
    this.#setTimer(worker?.killAt ?? Infinity);
  }

  hasBegun(task: Task): boolean {
    return task.state === 'sent' && (this.#workerOf(task)?.hasBegun(task) ?? false);
  }

  // ---- ending

  /** No more tasks; workers end when those that are there are done. */
  close(): void {
    if (this.#phase === 'open') this.#phase = 'closed';
    if (!this.isOwn) return;
    this.#dismissIdle();
    this.#schedule();
  }

  /** Settles what is outstanding and ends all workers. */
  terminate(reason: () => Error, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): void {
    this.#phase = 'terminated';
    if (!this.isOwn) return;
    this.#rejectAll(reason);
    for (const worker of this.#all) {
      if (signal === 'SIGKILL') worker.kill();
      else worker.terminate(this.settings.grace);
    }
    this.#live = [];
    this.#schedule();
    if (this.#all.size === 0) this.#onGone();
  }

  /** Cancels what no worker has begun. */
  cancelWaiting(reason: () => Error): void {
    for (const worker of this.#live) this.#queue.putBack(worker.takeBack());
    for (const task of this.#queue.drain()) task.reject(reason());
    this.#dismissIdle();
  }

  /** Settles when no worker is left, and with it all that there is to release. */
  join(): Promise<void> {
    if (this.#all.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#joiners.push(resolve);
      this.#keepAlive();
    });
  }

  /** Blocks until the condition holds; false when the time is up. Results are delivered meanwhile. */
  waitUntil(condition: () => boolean, ms: number): boolean {
    const deadline = performance.now() + ms;
    for (;;) {
      if (this.isOwn) this.#deliver();
      if (condition()) return true;
      if (!this.isOwn) throw this.#foreign();
      this.#bell.prepareToSleep();
      if (this.#deliver() > 0) continue;
      const left = Math.min(deadline, this.#tick()) - performance.now();
      if (condition()) return true;
      if (performance.now() >= deadline) return false;
      const workers = [...this.#all];
      const fds = [this.#bell.fd, ...workers.map((worker) => worker.sentinel)];
      for (const index of native.pollDescriptors(fds, READABLE, Math.max(0, left))) {
        if (index === 0) this.#bell.silence();
        else this.#onDeath(workers[index - 1] as Worker);
      }
    }
  }

  get isOpen(): boolean {
    return this.#phase === 'open';
  }

  get isGone(): boolean {
    return this.#all.size === 0;
  }

  /** False in a process forked later. */
  get isOwn(): boolean {
    return this.#generation === me.generation;
  }

  /** Throws what keeps tasks from being submitted. */
  checkOpen(): void {
    if (this.#broken !== null) throw noStart(this.#broken.cause);
    if (this.#phase !== 'open') throw new StateError('Pool not running', 'ERR_POOL_CLOSED');
    if (!this.isOwn) throw this.#foreign();
  }

  stats(): PoolStats {
    const now = performance.now();
    const workers = [...this.#all].map((worker) => ({
      pid: worker.pid,
      state:
        worker.state !== 'live'
          ? worker.state
          : !worker.isReady
            ? 'starting'
            : worker.inflight.length > 0
              ? 'busy'
              : 'idle',
      tasks: worker.done,
      busyMs: worker.busyMs,
      utilization: Math.min(1, worker.busyMs / Math.max(1, now - worker.started)),
    }));
    const running = [...this.#all].reduce((sum, worker) => sum + worker.inflight.length, 0);
    const { completed, failed, forks, deaths, times } = this.#statistics;
    return {
      workers,
      queued: this.#outstanding - running,
      running,
      completed,
      failed,
      ...times,
      forks,
      deaths,
    };
  }

  /** In another process: all is given up but the channel of the worker that this process is to be. */
  abandon(): void {
    this.#isAbandoned = true;
    clearTimeout(this.#timer);
    // The worker being forked is not among these yet.
    for (const worker of this.#all) worker.abandon();
    if (!this.#isForking) this.#bell.close();
  }

  get isAbandoned(): boolean {
    return this.#isAbandoned;
  }

  get workers(): ReadonlySet<Worker> {
    return this.#all;
  }

  // ---- from the queue to the workers

  #feed(): void {
    if (this.#isFeeding) return;
    this.#isFeeding = true;
    try {
      for (;;) {
        const task = this.#queue.peek();
        if (task === undefined || this.#phase === 'terminated') break;
        const worker = this.#workerFor(task.number, false) ?? this.#ahead(task.number);
        if (worker === null) break;
        if (this.#queue.peek() !== task || worker.state !== 'live') continue;
        const bytes = task.bytes as Buffer;
        if (!worker.give(task, bytes, bytes.length)) break;
        this.#queue.shift();
      }
    } finally {
      this.#isFeeding = false;
    }
  }

  /** An idle worker, or a new one, or (when asked not to fork) one with room. */
  #workerFor(number: number, noFork: boolean): Worker | null {
    let idle: Worker | null = null;
    for (const worker of this.#live) {
      if (worker.inflight.length > 0 || worker.budget <= 0) continue;
      if (worker.knows(number)) return worker;
      idle = worker;
    }
    const needsFork = idle !== null || this.#live.length < this.settings.processes;
    if (!needsFork) return noFork ? this.#ahead(number) : null;
    if (noFork || this.#broken !== null) return null;
    if (this.#all.size >= 2 * this.settings.processes + 2) return null;
    if (idle !== null && this.#live.length >= this.settings.processes) this.#dismiss(idle);
    return this.#fork();
  }

  /** A worker that is busy, but not for long: the task waits in its ring. */
  #ahead(number: number): Worker | null {
    const { recentMs } = this.#statistics;
    const most = recentMs < 0 ? 1 : Math.min(MOST_AHEAD, Math.floor(AHEAD_MS / Math.max(recentMs, 0.001)));
    let best: Worker | null = null;
    for (const worker of this.#live) {
      const count = worker.inflight.length;
      if (count >= most || worker.budget <= 0 || !worker.knows(number)) continue;
      if (best === null || count < best.inflight.length) best = worker;
    }
    return best;
  }

  #fork(): Worker | null {
    const { settings } = this;
    if (this.#all.size === 0) this.#kills = oomKills();
    this.#isForking = true;
    try {
      const worker = new Worker({
        name: `${settings.prefix}-${++this.#made}`,
        settings,
        initargs: settings.initargs,
        budget: settings.maxTasks,
        parentBell: this.#bell,
        onDeath: (dead) => {
          this.#onDeath(dead);
          this.#turn();
        },
      });
      this.#live.push(worker);
      this.#all.add(worker);
      this.#statistics.onFork(worker.pid);
      return worker;
    } catch (error) {
      // Others can do the work, or nobody can.
      if (this.#live.length === 0) this.#break(error);
      return null;
    } finally {
      this.#isForking = false;
    }
  }

  /** Tasks behind a slow one go to who has nothing to do. */
  #share(): void {
    if (this.#queue.peek() !== undefined) return;
    const now = performance.now();
    const idle = this.#live.filter((worker) => worker.inflight.length === 0).length;
    if (idle === 0 && this.#live.length >= this.settings.processes) return;
    for (const worker of this.#live) {
      if (worker.inflight.length > 1 && now - worker.headSince >= PATIENCE_MS) {
        this.#queue.putBack(worker.takeBack());
      }
    }
    this.#feed();
  }

  // ---- from the workers to the sinks

  /** On the event loop: once more at its next turn as long as results come, only then a sleep. */
  #turn(): void {
    if (!this.isOwn) return;
    let found = this.#deliver();
    if (found === 0) {
      this.#bell.prepareToSleep();
      found = this.#deliver();
    }
    this.#schedule();
    if (found === 0 || this.#isAwake) return;
    this.#bell.wakeUp();
    this.#isAwake = true;
    setImmediate(() => {
      this.#isAwake = false;
      this.#turn();
    });
  }

  /** Hands on what has come; how many results. */
  #deliver(): number {
    let count = 0;
    for (const worker of this.#all) {
      count += this.#receive(worker);
      if (count >= MOST_RESULTS) break;
    }
    if (count > 0) {
      this.#dismissIdle();
      this.#feed();
      this.#share();
    }
    return count;
  }

  #receive(worker: Worker): number {
    let count = 0;
    while (count < MOST_RESULTS && worker.state !== 'dead') {
      try {
        const message = worker.nextResult();
        if (message === null) break;
        count++;
        this.#settle(worker, message);
      } catch (error) {
        // It cannot be decoded: the task's own misfortune.
        count++;
        worker.shift()?.reject(error);
      }
    }
    return count;
  }

  #settle(worker: Worker, [outcome, ms, value]: ResultMessage): void {
    if (outcome === NO_START) {
      this.#break(value);
      return;
    }
    const task = worker.shift();
    worker.done++;
    worker.busyMs += ms;
    this.#strikes = 0;
    if (task === undefined) return;
    this.#statistics.onTask(worker.pid, outcome === RETURNED, task.submitted, ms);
    if (outcome === RETURNED) task.resolve(value);
    else task.reject(arrived(outcome, value));
  }

  #onDeath(worker: Worker): void {
    const exitcode = worker.state === 'dead' ? undefined : worker.exitcode();
    if (exitcode === undefined) return;
    this.#receive(worker);
    const wasExpected = worker.state !== 'live';
    const wasStarting = !worker.isReady && !wasExpected;
    const back = worker.takeBack();
    const lost = worker.inflight.splice(0);
    worker.bury();
    this.#all.delete(worker);
    this.#live = this.#live.filter((other) => other !== worker);
    this.#statistics.onDeath(worker.pid, exitcode, wasExpected);
    this.#queue.putBack(back);
    const error = workerLost(worker.pid, exitcode, exitcode === -9 && this.#wasOutOfMemory());
    for (const task of lost) task.reject(this.#memory.verdict(worker, error) ?? error);
    if (wasStarting && ++this.#strikes >= MOST_STRIKES) this.#break(error);
    this.#feed();
    if (this.#all.size === 0) this.#onGone();
  }

  #wasOutOfMemory(): boolean {
    const before = this.#kills;
    this.#kills = oomKills();
    return this.#kills > before;
  }

  #break(cause: unknown): void {
    if (this.#broken !== null) return;
    const error = noStart(cause);
    this.#broken = { error, cause };
    this.#rejectAll(() => noStart(cause));
    for (const worker of this.#all) worker.terminate(this.settings.grace);
    this.#live = [];
    this.#schedule();
  }

  #rejectAll(reason: () => Error): void {
    const tasks = [...[...this.#all].flatMap((worker) => worker.inflight), ...this.#queue.drain()];
    for (const task of tasks) task.reject(reason());
  }

  readonly #onSettled = (): void => {
    if (--this.#outstanding > 0) return;
    this.#keepAlive();
    if (this.#phase === 'closed') queueMicrotask(() => this.#dismissIdle());
  };

  // ---- workers that end

  #dismissIdle(): void {
    const isOver = this.#phase !== 'open' && this.#outstanding === 0;
    for (const worker of this.#live) {
      if (worker.isOverweight && worker.inflight.length > 1) this.#queue.putBack(worker.takeBack());
      if (worker.inflight.length > 0) continue;
      if (isOver || worker.budget <= 0 || worker.isOverweight) this.#dismiss(worker);
    }
    if (isOver && this.#all.size === 0) this.#onGone();
  }

  #dismiss(worker: Worker): void {
    this.#live = this.#live.filter((other) => other !== worker);
    worker.dismiss(LEAVE_MS);
  }

  /** A worker that must not go on. */
  #end(worker: Worker, signal: 'SIGTERM' | 'SIGKILL'): void {
    this.#queue.putBack(worker.takeBack());
    this.#live = this.#live.filter((other) => other !== worker);
    if (signal === 'SIGKILL') worker.kill();
    else worker.terminate(this.settings.grace);
  }

  #onGone(): void {
    for (const resolve of this.#joiners.splice(0)) resolve();
    this.#keepAlive();
    if (this.#phase === 'open') return;
    clearTimeout(this.#timer);
    this.#bell.close();
  }

  // ---- time

  /** Does what is due; returns when the next thing is. */
  #tick(): number {
    const now = performance.now();
    let next = Infinity;
    for (const worker of this.#all) {
      if (worker.killAt <= now) worker.kill();
      next = Math.min(next, worker.killAt);
      const head = worker.inflight[0];
      if (head === undefined || worker.state !== 'live') continue;
      if (!worker.isReady) worker.headSince = now;
      if (head.timeout !== Infinity) {
        const due = worker.headSince + head.timeout;
        if (due <= now) this.abort(head, head.late());
        else next = Math.min(next, due);
      }
      if (worker.inflight.length > 1) next = Math.min(next, now + PATIENCE_MS);
      if (this.#memory.isOn) {
        if (this.#memory.isTooLarge(worker)) this.#end(worker, 'SIGKILL');
        next = Math.min(next, now + this.#memory.interval);
      }
    }
    this.#share();
    return next;
  }

  #schedule(): void {
    this.#setTimer(this.#tick());
  }

  #setTimer(at: number): void {
    if (at >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    const ms = Math.min(0x7fffffff, Math.max(1, Math.ceil(at - performance.now())));
    this.#timer = setTimeout(() => {
      this.#timerAt = Infinity;
      this.#turn();
    }, ms);
    this.#timer.unref();
  }

  #keepAlive(): void {
    if (this.#bell.isClosed) return;
    if (this.#outstanding > 0 || this.#joiners.length > 0) this.#listener.ref();
    else this.#listener.unref();
  }

  #workerOf(task: Task): Worker | undefined {
    for (const worker of this.#all) if (worker.inflight.includes(task)) return worker;
    return undefined;
  }

  #foreign(): StateError {
    return new StateError('the pool belongs to the process that made it', 'ERR_PROCESS_FOREIGN');
  }
}
