/**
 * What the parties of a barrier share: who has come in this round and who came in the last one, and how the last rounds
 * ended. Every change is made under the guard, and whoever dies in the middle of one breaks the round.
 */
import { BrokenBarrierError } from '../errors';
import { me } from '../memory';
import { native, WANT_TICKS } from '../native';
import { guarded } from './guard';
import { WaitPoint } from './wait-point';

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

/** States. */
const FILLING = 0;
const ACTING = 1; // all have arrived, the last one runs the action
const ENDING = 2; // a few words are being changed
const BROKEN = 3;

export interface Arrival {
  index: number;
  round: number;
}

export class BarrierState {
  static bytesFor(parties: number): number {
    return 4 * (MEMBERS + 2 * parties);
  }

  readonly point: WaitPoint;

  constructor(
    readonly words: Int32Array,
    readonly at: number,
    private readonly parties: number,
  ) {
    this.point = new WaitPoint(words, at + ROUND, WANT_TICKS, false);
  }

  get waiting(): number {
    return this.#get(STATE) === FILLING ? this.#get(COUNT) : 0;
  }

  get broken(): boolean {
    return this.#get(STATE) === BROKEN;
  }

  isOpen(round: number): boolean {
    return this.#get(ROUND) === round;
  }

  /** Of a round that has ended. */
  wasBroken(round: number): boolean {
    const ago = (this.#get(ROUND) - round - 1) | 0;
    return ago < 32 && (this.#get(HISTORY) & (1 << ago)) !== 0;
  }

  guarded<T>(section: () => T): T {
    // Whoever died inside was a party to it; half an ending may have been written.
    return guarded(this.words, this.at + GUARD, () => this.break(), section);
  }

  /**
   * Undefined while the round before is being ended by its last party. The last one to come ends the round, or, where there
   * is an action to be run first (`acts`), has it to itself.
   */
  arrive(acts: boolean): Arrival | undefined {
    return this.guarded(() => {
      const state = this.#get(STATE);
      if (state === BROKEN) throw new BrokenBarrierError();
      if (state !== FILLING) return undefined;
      const index = this.#get(COUNT);
      const round = this.#get(ROUND);
      Atomics.store(this.words, this.#member(index), me.identity);
      this.#set(COUNT, index + 1);
      if (index === this.parties - 1) {
        if (acts) this.#set(STATE, ACTING);
        else this.end();
      }
      return { index, round };
    });
  }

  /** Guarded. */
  end(): void {
    this.#set(STATE, ENDING);
    for (let party = 0; party < this.parties; party++) {
      this.words[this.#last(party)] = this.words[this.#member(party)] as number;
    }
    this.#next(0);
    this.#set(STATE, FILLING);
    this.#wakeAll();
  }

  /** Guarded. */
  break(): void {
    this.#set(STATE, BROKEN);
    this.#next(1);
    this.#wakeAll();
  }

  /** Guarded. */
  reset(): void {
    if (this.#get(COUNT) > 0) this.break();
    for (let party = 0; party < this.parties; party++) this.words[this.#last(party)] = 0;
    this.#set(STATE, FILLING);
  }

  /** A process that ends in an orderly way is not missed. */
  settle(identity: number): void {
    this.guarded(() => {
      for (let party = 0; party < this.parties; party++) {
        const at = this.#last(party);
        if (this.words[at] === identity) this.words[at] = 0;
      }
    });
  }

  /** A dead party of this round, or of the last one that has not come again: nobody will fill its place. */
  sweep(): void {
    this.guarded(() => {
      const count = this.broken ? 0 : this.#get(COUNT);
      if (count === 0) return;
      const asked = new Map<number, boolean>([[me.identity, true]]);
      const isDead = (identity: number): boolean => {
        if (identity === 0) return false;
        if (!asked.has(identity)) asked.set(identity, native.isAlive(identity));
        return asked.get(identity) === false;
      };
      for (let party = 0; party < this.parties; party++) {
        const missed = party < count && isDead(this.words[this.#member(party)] as number);
        if (missed || isDead(this.words[this.#last(party)] as number)) {
          this.break();
          return;
        }
      }
    });
  }

  #next(broken: 0 | 1): void {
    this.#set(HISTORY, (this.#get(HISTORY) << 1) | broken);
    this.#set(COUNT, 0);
    this.#set(ROUND, this.#get(ROUND) + 1);
  }

  #wakeAll(): void {
    native.wakeWord(this.words, this.at + ROUND, EVERYBODY);
  }

  #get(word: number): number {
    return Atomics.load(this.words, this.at + word);
  }
  #set(word: number, value: number): void {
    Atomics.store(this.words, this.at + word, value | 0);
  }
  /** Index of the identity of a party of this round, and of the one before. */
  #member(party: number): number {
    return this.at + MEMBERS + party;
  }
  #last(party: number): number {
    return this.at + MEMBERS + this.parties + party;
  }
}
