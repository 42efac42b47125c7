/**
 * Those who wait on the event loop for the same thing of one ring: first come, first served. One wait of the addon
 * serves them all; it keeps the loop alive, and is looked after every quarter of a second in case somebody was
 * killed before he could tell the news.
 */
import { native } from '../native';
import { addForkHooks } from '../util/fork-hooks';
import type { Ring } from './ring';

/** What one of them tries when there may be news. */
export interface Waiter {
  /** 'done' when it is settled, 'wait' when there is still nothing, 'busy' when the ring's lock is taken. */
  attempt(): 'done' | 'wait' | 'busy';
  /** The time is up. */
  expire(): void;
  reject(reason: unknown): void;
  /** On performance.now(); Infinity for ever. */
  readonly deadline: number;
}

const MOST_ROUNDS = 16;
/** Lines with a wait under way: in a child they are their parent's. */
const armed = new Set<WaitingLine>();
addForkHooks({
  needed: () => armed.size > 0,
  afterInChild: () => {
    for (const line of armed) line.forget();
    armed.clear();
  },
});

export class WaitingLine {
  private waiters: Waiter[] = [];
  private wait = 0;
  private soon: NodeJS.Immediate | undefined;

  /** `what` and `lock`: WAIT_… of the addon. */
  constructor(
    private readonly ring: Ring,
    private readonly what: number,
    private readonly lock: number,
  ) {}

  get empty(): boolean {
    return this.waiters.length === 0;
  }

  add(waiter: Waiter): void {
    this.waiters.push(waiter);
    this.disarm();
    this.advance();
  }

  remove(waiter: Waiter): void {
    this.waiters = this.waiters.filter((other) => other !== waiter);
    if (this.empty) this.disarm();
  }

  /** The ring is about to be closed. */
  rejectAll(reason: unknown): void {
    const { waiters } = this;
    this.forget();
    armed.delete(this);
    for (const waiter of waiters) waiter.reject(reason);
  }

  forget(): void {
    this.waiters = [];
    this.disarm();
  }

  private disarm(): void {
    if (this.wait !== 0) native.cancelWait(this.wait);
    clearImmediate(this.soon);
    this.wait = 0;
    this.soon = undefined;
    armed.delete(this);
  }

  /** Serves whom it can, then waits for the others. */
  private readonly advance = (): void => {
    this.wait = 0;
    this.soon = undefined;
    armed.delete(this);
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const stuck = this.serve();
      if (this.waiters.length === 0) return;
      const ms = Math.min(...this.waiters.map((waiter) => waiter.deadline)) - performance.now();
      const what = stuck === 'busy' ? this.lock : this.what;
      this.wait = native.ringWait(this.ring.id, what, Math.max(0, ms), this.advance);
      if (this.wait !== 0) {
        armed.add(this);
        return;
      }
    }
    // Others are always quicker: let the loop turn.
    this.soon = setImmediate(this.advance);
    armed.add(this);
  };

  private serve(): 'wait' | 'busy' {
    while (this.waiters.length > 0) {
      const outcome = (this.waiters[0] as Waiter).attempt();
      if (outcome !== 'done') {
        this.expireLate();
        return outcome;
      }
      this.waiters.shift();
    }
    return 'wait';
  }

  private expireLate(): void {
    const now = performance.now();
    const late = this.waiters.filter((waiter) => waiter.deadline <= now);
    if (late.length === 0) return;
    this.waiters = this.waiters.filter((waiter) => waiter.deadline > now);
    for (const waiter of late) waiter.expire();
  }
}
