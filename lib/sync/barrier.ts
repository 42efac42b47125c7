import { inspect, types } from 'node:util';
import { badMessage, registerTransferable } from '../codec';
import { BrokenBarrierError, invalidType } from '../errors';
import { allocate, type Block, keepFor, me, receiveBlock, sendMemory } from '../memory';
import { addExitHook } from '../util/exit-hooks';
import { addForkHooks } from '../util/fork-hooks';
import { parseTimeout, type Timeout } from '../util/timeout';
import { checkFunction, checkInteger } from '../util/validate';
import { type Arrival, BarrierState } from './barrier-state';
import type { Waiting } from './wait-point';

const MOST_PARTIES = 8192;

/** What a `Barrier` does when all have arrived, and how long they wait for each other. */
export interface BarrierOptions {
  /**
   * Run by one of the parties, the last to arrive, before all are let go. What it throws breaks the barrier. It may be
   * async where that party waits with `wait()`.
   */
  action?: () => unknown;
  /** For `wait` without a timeout of its own. Milliseconds. */
  timeout?: number | null;
}

const taken = new Set<WeakRef<Barrier>>();
addForkHooks({ needed: () => taken.size > 0, afterInChild: () => taken.clear() });
const settleAtExit = addExitHook((code) => {
  if (code === 0) for (const ref of taken) ref.deref()?._settle();
});

/**
 * A place where a fixed number of parties wait for each other, again and again.
 *
 * Whatever keeps it from filling breaks it for all who wait (ERR_BROKEN_BARRIER), until `reset`: a timeout, an abort, an action
 * that throws, a party that dies while it waits, and a party of the last round that was killed or failed before it came again.
 * The death of a process that never came to the barrier cannot be seen: use a timeout.
 *
 * Python: `multiprocessing.Barrier`.
 * @example
 * const start = new Barrier(3);
 * const index = await start.wait(); // 0, 1 or 2, each once
 */
export class Barrier {
  readonly parties: number;
  #action: (() => unknown) | undefined;
  #timeout: number | null | undefined;
  #state: BarrierState;
  #remembered = -1;

  /** @internal */
  constructor(parties: number, options: BarrierOptions, timeout: undefined, block: Block);
  /** `parties`: 1 to 8192 (ERR_OUT_OF_RANGE). */
  constructor(parties: number, options?: BarrierOptions | ((() => unknown) | null), timeout?: number | null);
  constructor(
    parties: number,
    options: BarrierOptions | ((() => unknown) | null) = {},
    timeout?: number | null,
    given?: Block,
  ) {
    this.parties = checkInteger(parties, 'parties', 1, MOST_PARTIES);
    const named =
      typeof options === 'function' || options === null ? { action: options ?? undefined } : options;
    if (named.action !== undefined) this.#action = checkFunction(named.action, 'action');
    this.#timeout = timeout ?? (named as BarrierOptions).timeout;
    parseTimeout(this.#timeout);
    const block = given ?? allocate(BarrierState.bytesFor(parties));
    keepFor(this, block);
    this.#state = new BarrierState(block.arena.words, block.index, parties);
  }

  /** The action cannot go along: a function cannot be cloned. */
  static {
    registerTransferable('Barrier', Barrier, {
      encode: (barrier, attachments) => ({
        parties: barrier.parties,
        options: { action: barrier.#action, timeout: barrier.#timeout },
        memory: sendMemory(
          barrier.#state.words.buffer,
          barrier.#state.at * 4,
          BarrierState.bytesFor(barrier.parties),
          attachments,
          'a Barrier',
        ),
      }),
      decode: (data, attachments) => {
        const { parties, options, memory } = (data ?? {}) as {
          parties: number;
          options: object;
          memory: unknown;
        };
        if (!(parties >= 1 && parties <= MOST_PARTIES)) throw badMessage('a barrier without parties');
        const block = receiveBlock(memory, attachments, BarrierState.bytesFor(parties));
        return new Barrier(parties, options, undefined, block);
      },
    });
  }

  /** Resolves with this party's index, 0 to parties - 1, when all have arrived; rejects with BrokenBarrierError. */
  async wait(timeout: Timeout = this.#timeout): Promise<number> {
    const wait = parseTimeout(timeout);
    if (wait.signal?.aborted) throw wait.signal.reason;
    return this.#state.point.wait(this.#party(true), wait);
  }

  /** The same, blocking the thread; signal handlers run inside. */
  waitSync(timeout: Timeout = this.#timeout): number {
    const wait = parseTimeout(timeout);
    if (wait.signal?.aborted) throw wait.signal.reason;
    return this.#state.point.waitSync(this.#party(false), wait);
  }

  /** Breaks the barrier: all who wait and all who come fail, until `reset`. */
  abort(): void {
    this.#state.guarded(() => this.#state.break());
    this.#state.point.kick();
  }

  /** Back to the empty state; who waits just now fails. */
  reset(): void {
    this.#state.guarded(() => this.#state.reset());
    this.#state.point.kick();
  }

  /** Parties that wait just now. */
  get nWaiting(): number {
    return this.#state.waiting;
  }

  get broken(): boolean {
    return this.#state.broken;
  }

  /** @internal At an orderly end: this process is not missed. */
  _settle(): void {
    this.#state.settle(me.identity);
  }

  /** `async`: an action may take its time. */
  #party(async: boolean): Waiting<number> {
    const state = this.#state;
    const { generation } = me;
    let arrival: Arrival | undefined;
    let failure: { error: unknown } | undefined;
    const ended = ({ index, round }: Arrival): number | undefined => {
      if (state.isOpen(round)) return undefined;
      if (state.wasBroken(round)) throw new BrokenBarrierError();
      return index;
    };
    const giveUp = (): number => {
      const outcome = arrival && ended(arrival);
      if (outcome !== undefined) return outcome;
      state.break();
      throw new BrokenBarrierError();
    };
    return {
      attempt: (turn) => {
        // A signal handler has forked inside the wait: the child is no party.
        if (generation !== me.generation) throw new BrokenBarrierError();
        if (failure !== undefined) throw failure.error;
        if (arrival === undefined) {
          this.#remember();
          arrival = state.arrive(this.#action !== undefined);
          if (arrival?.index === this.parties - 1) {
            return this.#finish(arrival, async ? (error) => (failure = { error }) : undefined);
          }
        }
        if (turn.look && (arrival === undefined || state.isOpen(arrival.round))) state.sweep();
        return arrival && ended(arrival);
      },
      expire: () => state.guarded(giveUp),
      abandon: () => {
        if (arrival === undefined || generation !== me.generation) return;
        const { round } = arrival;
        state.guarded(() => {
          if (state.isOpen(round)) state.break();
        });
        state.point.kick();
      },
    };
  }

  /** The last party: runs the action, then lets all go. Undefined: the action goes on, `fail` hears if it fails. */
  #finish({ index, round }: Arrival, fail: ((error: unknown) => void) | undefined): number | undefined {
    if (this.#action === undefined) {
      this.#state.point.kick();
      return index;
    }
    let result: unknown;
    try {
      result = this.#action();
      if (types.isPromise(result) && fail === undefined) {
        result.catch(() => {}); // nobody hears of it
        throw invalidType('action', 'a function that is not async, for waitSync()', this.#action);
      }
    } catch (error) {
      this.#letGo(round, false);
      throw error;
    }
    if (types.isPromise(result)) {
      const { generation } = me;
      const settle = (acted: boolean, error?: unknown): void => {
        if (generation !== me.generation) return; // a child's copy of it
        if (!acted) fail?.(error);
        this.#letGo(round, acted);
      };
      result.then(
        () => settle(true),
        (error: unknown) => settle(false, error),
      );
      return undefined;
    }
    if (!this.#letGo(round, true)) throw new BrokenBarrierError();
    return index;
  }

  /** Ends the round, or breaks it. False: it had been aborted. */
  #letGo(round: number, acted: boolean): boolean {
    const state = this.#state;
    const open = state.guarded(() => {
      if (!state.isOpen(round)) return false;
      if (acted) state.end();
      else state.break();
      return true;
    });
    state.point.kick();
    return open;
  }

  #remember(): void {
    if (this.#remembered === me.generation) return;
    this.#remembered = me.generation;
    const ref = new WeakRef(this);
    taken.add(ref);
    settleAtExit();
    forget.register(this, ref);
  }

  [inspect.custom](): string {
    const state = this.broken ? 'broken' : `${this.nWaiting} of ${this.parties} waiting`;
    return `<Barrier(${state})>`;
  }
}

const forget = new FinalizationRegistry<WeakRef<Barrier>>((ref) => taken.delete(ref));
