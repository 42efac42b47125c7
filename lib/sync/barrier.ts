import { inspect } from 'node:util';
import { badMessage, registerTransferable } from '../codec';
import { BrokenBarrierError } from '../errors';
import { allocate, type Block, keepFor, me, receiveBlock, sendMemory } from '../memory';
import { native, WANT_TICKS } from '../native';
import { addExitHook } from '../util/exit-hooks';
import { addForkHooks } from '../util/fork-hooks';
import { parseTimeout, type Timeout } from '../util/timeout';
import { checkFunction, checkInteger } from '../util/validate';
import { guarded } from './guard';
import { WaitPoint, type Waiting } from './wait-point';

const GUARD = 0;
/** Rounds that have ended, one way or the other: waiters sleep on it. */
const ROUND = 1;
/** Parties that have arrived in this round. */
const COUNT = 2;
const STATE = 3;
/** Bit k: the round k + 1 before this one ended broken. */
const HISTORY = 4;
const MEMBERS = 16;
const EVERYBODY = 0x7fffffff;
const MOST_PARTIES = 8192;

/** States. */
const FILLING = 0;
const ACTING = 1; // all have arrived, the last one runs the action
const ENDING = 2; // a few words are being changed
const BROKEN = 3;

/** What a `Barrier` does when all have arrived, and how long they wait for each other. */
export interface BarrierOptions {
  /** Run by one of the parties, the last to arrive, before all are let go. What it throws breaks the barrier. */
  action?: () => void;
  /** For `wait` without a timeout of its own. Milliseconds. */
  timeout?: number | null;
}

const bytesFor = (parties: number): number => 4 * (MEMBERS + 2 * parties);

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
  #action: (() => void) | undefined;
  #timeout: number | null | undefined;
  #words: Int32Array;
  #at: number;
  #point: WaitPoint;
  #remembered = -1;

  /** @internal */
  constructor(parties: number, options: BarrierOptions, timeout: undefined, block: Block);
  /** `parties`: 1 to 8192 (ERR_OUT_OF_RANGE). */
  constructor(parties: number, options?: BarrierOptions | ((() => void) | null), timeout?: number | null);
  constructor(
    parties: number,
    options: BarrierOptions | ((() => void) | null) = {},
    timeout?: number | null,
    given?: Block,
  ) {
    this.parties = checkInteger(parties, 'parties', 1, MOST_PARTIES);
    const named =
      typeof options === 'function' || options === null ? { action: options ?? undefined } : options;
    if (named.action !== undefined) this.#action = checkFunction(named.action, 'action');
    this.#timeout = timeout ?? (named as BarrierOptions).timeout;
    parseTimeout(this.#timeout);
    const block = given ?? allocate(bytesFor(parties));
    keepFor(this, block);
    this.#words = block.arena.words;
    this.#at = block.index;
    this.#point = new WaitPoint(this.#words, this.#at + ROUND, WANT_TICKS, false);
  }

  /** The action cannot go along: a function cannot be cloned. */
  static {
    registerTransferable('Barrier', Barrier, {
      encode: (barrier, attachments) => ({
        parties: barrier.parties,
        options: { action: barrier.#action, timeout: barrier.#timeout },
        memory: sendMemory(
          barrier.#words.buffer,
          barrier.#at * 4,
          bytesFor(barrier.parties),
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
        const block = receiveBlock(memory, attachments, bytesFor(parties));
        return new Barrier(parties, options, undefined, block);
      },
    });
  }

  /** Resolves with this party's index, 0 to parties - 1, when all have arrived; rejects with BrokenBarrierError. */
  async wait(timeout: Timeout = this.#timeout): Promise<number> {
    const wait = parseTimeout(timeout);
    if (wait.signal?.aborted) throw wait.signal.reason;
    return this.#point.wait(this.#party(), wait);
  }

  /** The same, blocking the thread; signal handlers run inside. */
  waitSync(timeout: Timeout = this.#timeout): number {
    const wait = parseTimeout(timeout);
    if (wait.signal?.aborted) throw wait.signal.reason;
    return this.#point.waitSync(this.#party(), wait);
  }

  /** Breaks the barrier: all who wait and all who come fail, until `reset`. */
  abort(): void {
    this.#guarded(() => this.#break());
    this.#point.kick();
  }

  /** Back to the empty state; who waits just now fails. */
  reset(): void {
    this.#guarded(() => {
      if (this.#get(COUNT) > 0) this.#break();
      for (let party = 0; party < this.parties; party++) this.#words[this.#last(party)] = 0;
      this.#set(STATE, FILLING);
    });
    this.#point.kick();
  }

  /** Parties that wait just now. */
  get nWaiting(): number {
    return this.#get(STATE) === FILLING ? this.#get(COUNT) : 0;
  }

  get broken(): boolean {
    return this.#get(STATE) === BROKEN;
  }

  /** @internal At an orderly end: this process is not missed. */
  _settle(): void {
    this.#guarded(() => {
      for (let party = 0; party < this.parties; party++) {
        const at = this.#last(party);
        if (this.#words[at] === me.identity) this.#words[at] = 0;
      }
    });
  }

  #get(word: number): number {
    return Atomics.load(this.#words, this.#at + word);
  }
  #set(word: number, value: number): void {
    Atomics.store(this.#words, this.#at + word, value | 0);
  }
  /** Index of the identity of a party of this round, and of the one before. */
  #member(party: number): number {
    return this.#at + MEMBERS + party;
  }
  #last(party: number): number {
    return this.#at + MEMBERS + this.parties + party;
  }

  #guarded<T>(section: () => T): T {
    // Whoever died inside was a party to it; half an ending may have been written.
    const repair = (): void => this.#break();
    return guarded(this.#words, this.#at + GUARD, repair, section);
  }

  #party(): Waiting<number> {
    let index = -1;
    let round = 0;
    const { generation } = me;
    const ended = (): number | undefined => {
      const now = this.#get(ROUND);
      if (now === round) return undefined;
      const ago = (now - round - 1) | 0;
      if (ago < 32 && (this.#get(HISTORY) & (1 << ago)) !== 0) throw new BrokenBarrierError();
      return index;
    };
    const giveUp = (): number => {
      if (index >= 0) {
        const outcome = ended();
        if (outcome !== undefined) return outcome;
      }
      this.#break();
      throw new BrokenBarrierError();
    };
    return {
      attempt: (turn) => {
        // A signal handler has forked inside the wait: the child is no party.
        if (generation !== me.generation) throw new BrokenBarrierError();
        if (index < 0) {
          const arrived = this.#arrive();
          if (arrived === undefined) {
            if (turn.look) this.#sweep();
            return undefined;
          }
          [index, round] = arrived;
          if (index === this.parties - 1) return this.#finish(round, index);
        }
        if (turn.look && this.#get(ROUND) === round) this.#sweep();
        return ended();
      },
      expire: () => this.#guarded(giveUp),
      abandon: () => {
        if (index < 0 || generation !== me.generation) return;
        this.#guarded(() => {
          if (this.#get(ROUND) === round) this.#break();
        });
        this.#point.kick();
      },
    };
  }

  /** [index, round], or undefined while the round before is being ended by its last party. */
  #arrive(): [number, number] | undefined {
    this.#remember();
    return this.#guarded(() => {
      const state = this.#get(STATE);
      if (state === BROKEN) throw new BrokenBarrierError();
      if (state !== FILLING) return undefined;
      const index = this.#get(COUNT);
      const round = this.#get(ROUND);
      Atomics.store(this.#words, this.#member(index), me.identity);
      this.#set(COUNT, index + 1);
      if (index === this.parties - 1) {
        if (this.#action === undefined) this.#end();
        else this.#set(STATE, ACTING);
      }
      return [index, round];
    });
  }

  /** The last party: runs the action, then lets all go. */
  #finish(round: number, index: number): number {
    if (this.#action === undefined) {
      this.#point.kick();
      return index;
    }
    let acted = false;
    try {
      this.#action();
      acted = true;
    } finally {
      const ended = this.#guarded(() => {
        if (this.#get(ROUND) !== round) return false; // aborted meanwhile
        if (acted) this.#end();
        else this.#break();
        return true;
      });
      this.#point.kick();
      if (acted && !ended) throw new BrokenBarrierError();
    }
    return index;
  }

  #end(): void {
    this.#set(STATE, ENDING);
    for (let party = 0; party < this.parties; party++) {
      this.#words[this.#last(party)] = this.#words[this.#member(party)] as number;
    }
    this.#set(HISTORY, this.#get(HISTORY) << 1);
    this.#set(COUNT, 0);
    this.#set(ROUND, this.#get(ROUND) + 1);
    this.#set(STATE, FILLING);
    native.wakeWord(this.#words, this.#at + ROUND, EVERYBODY);
  }

  #break(): void {
    this.#set(STATE, BROKEN);
    this.#set(HISTORY, (this.#get(HISTORY) << 1) | 1);
    this.#set(COUNT, 0);
    this.#set(ROUND, this.#get(ROUND) + 1);
    native.wakeWord(this.#words, this.#at + ROUND, EVERYBODY);
  }

  /** A dead party of this round, or of the last one that has not come again: nobody will fill its place. */
  #sweep(): void {
    this.#guarded(() => {
      const count = this.#get(STATE) === BROKEN ? 0 : this.#get(COUNT);
      if (count === 0) return;
      const asked = new Map<number, boolean>([[me.identity, true]]);
      const isDead = (identity: number): boolean => {
        if (identity === 0) return false;
        if (!asked.has(identity)) asked.set(identity, native.isAlive(identity));
        return asked.get(identity) === false;
      };
      for (let party = 0; party < this.parties; party++) {
        const missed = party < count && isDead(this.#words[this.#member(party)] as number);
        if (missed || isDead(this.#words[this.#last(party)] as number)) {
          this.#break();
          return;
        }
      }
    });
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
