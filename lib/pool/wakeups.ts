/**
 * When a pool looks for results: at turns of the event loop as long as they come or are about to, then when its bell
 * rings; and within blocking calls.
 */
import { native, READABLE, type FdWatcher } from '../native';
import { Bell } from './bell';
import { clock } from './clock';
import { Spin } from './spin';
import type { Worker } from './worker';

export interface Listening {
  /** Hands on what has come; how many results. */
  deliver(): number;
  /** Whether there is something to wait for. */
  readonly isExpecting: boolean;
  readonly isOwn: boolean;
  /** Does what is due; returns when the next thing is. */
  tick(): number;
  onDeath(worker: Worker): void;
  readonly workers: Iterable<Worker>;
}

export class Wakeups {
  readonly bell = new Bell();
  readonly #pool: Listening;
  readonly #listener: FdWatcher;
  readonly #spin = new Spin();
  readonly #onTurn: (at: number) => void;
  #isAwake = false;

  /** `onTurn` is told after every look when something is due next. */
  constructor(pool: Listening, onTurn: (next: number) => void) {
    this.#pool = pool;
    this.#onTurn = onTurn;
    this.#listener = this.bell.listen(() => this.look());
    this.#listener.unref();
    this.bell.prepareToSleep();
  }

  /** Whether waiting for the bell keeps the process alive. */
  holdLoop(isHeld: boolean): void {
    if (this.bell.isClosed) return;
    if (isHeld) this.#listener.ref();
    else this.#listener.unref();
  }

  /** The first task of several is on its way, at `now`. */
  expect(now: number): void {
    if (this.#spin.goesOn(now)) this.#again();
  }

  /** On the event loop. */
  look(): void {
    const pool = this.#pool;
    if (!pool.isOwn || this.bell.isClosed) return;
    let found = pool.deliver();
    if (found === 0) {
      if (pool.isExpecting && this.#spin.goesOn(clock.now())) {
        this.#again();
        return;
      }
      this.bell.prepareToSleep();
      found = pool.deliver();
    }
    if (found > 0) this.#spin.over(clock.now());
    this.#onTurn(pool.tick());
    if (found > 0) this.#again();
  }

  /** Blocks until the condition holds; false when the time is up. Results are delivered meanwhile. */
  waitUntil(condition: () => boolean, ms: number, orThrow: () => void): boolean {
    const pool = this.#pool;
    const deadline = clock.now() + ms;
    try {
      for (;;) {
        if (pool.isOwn && pool.deliver() > 0) this.#spin.over(clock.now());
        if (condition()) return true;
        if (!pool.isOwn) orThrow();
        const now = clock.now();
        if (now < deadline && this.#spin.goesOn(now)) continue;
        this.bell.prepareToSleep();
        if (pool.deliver() > 0) continue;
        const left = Math.min(deadline, pool.tick()) - clock.now();
        if (condition()) return true;
        if (clock.now() >= deadline) return false;
        this.#sleep(Math.max(0, left));
      }
    } finally {
      // The bell may have rung, and does not ring again before somebody lies down to sleep.
      if (pool.isOwn && pool.isExpecting) this.#again();
      else if (pool.isOwn && !this.#isAwake) this.bell.prepareToSleep();
    }
  }

  #sleep(ms: number): void {
    const workers = [...this.#pool.workers];
    const fds = [this.bell.fd, ...workers.map((worker) => worker.sentinel)];
    for (const index of native.pollDescriptors(fds, READABLE, ms)) {
      if (index === 0) this.bell.silence();
      else this.#pool.onDeath(workers[index - 1] as Worker);
    }
  }

  /** Another look at the next turn of the loop; nobody need ring before it. */
  #again(): void {
    if (this.#isAwake || this.bell.isClosed) return;
    this.#isAwake = true;
    this.bell.wakeUp();
    setImmediate(() => {
      this.#isAwake = false;
      this.look();
    });
  }
}
