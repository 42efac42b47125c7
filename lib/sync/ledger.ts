/**
 * The words of a semaphore, and the ledger of who holds how many of its permits.
 *
 * The ledger is the truth, the value follows from it: value = base - everything held. An acquire writes its entry, then the
 * value; a death in between leaves a wrong value and a right ledger, and whoever finds the guard orphaned
 * reckons the value anew. The one step that changes two words of truth at once, closing the entry of a dead process, goes
 * through a log that is replayed.
 *
 * Which permits of a dead process come back: as many as it held, but never so many that the permits in the world
 * exceed the starting value. A semaphore that hands out a resource gets all of them back; one that counts events
 * (started at 0, released by producers) gets none, they were consumed.
 */
import { me } from '../memory';
import { native } from '../native';

export const GUARD = 0;
export const VALUE = 1;
/** Counts releases: waiters sleep on it. */
export const SEQUENCE = 2;
/** Somebody may sleep; how often that was announced. */
export const SLEEPERS = 3;
export const ANNOUNCED = 4;
export const BASE = 5;
export const START = 6;
const LOG_ENTRY = 7;
const LOG_BASE = 8;
const ENTRIES = 16;
/** Processes that hold permits at the same time. Beyond, an acquire counts but its permit is not given back by death. */
const CAPACITY = 56;
export const BYTES = 4 * (ENTRIES + 2 * CAPACITY);

export class Ledger {
  constructor(
    readonly words: Int32Array,
    readonly at: number,
  ) {}

  #get(word: number): number {
    return this.words[this.at + word] as number;
  }
  #set(word: number, value: number): void {
    this.words[this.at + word] = value;
  }

  open(value: number): void {
    this.#set(VALUE, value);
    this.#set(BASE, value);
    this.#set(START, value);
  }

  /** Index in `words` of this process's entry, 0 when there is no room; its held count is the word behind. */
  entryOfMine(): number {
    let vacant = 0;
    const first = this.at + ENTRIES;
    for (let entry = first; entry < first + 2 * CAPACITY; entry += 2) {
      if (this.words[entry] === me.identity) return entry;
      if (vacant === 0 && this.words[entry + 1] === 0) vacant = entry;
    }
    if (vacant !== 0) this.words[vacant] = me.identity;
    return vacant;
  }

  take(entry: number): void {
    if (entry === 0) this.#set(BASE, this.#get(BASE) - 1);
    else this.words[entry + 1] = (this.words[entry + 1] as number) + 1;
    this.#set(VALUE, this.#get(VALUE) - 1);
  }

  /** Whoever holds none adds to the world: it gives back what another process has taken, or signals. */
  give(entry: number): void {
    if (entry !== 0 && (this.words[entry + 1] as number) > 0) {
      this.words[entry + 1] = (this.words[entry + 1] as number) - 1;
    } else {
      this.#set(BASE, this.#get(BASE) + 1);
    }
    this.#set(VALUE, this.#get(VALUE) + 1);
  }

  /** Closes the entries of the dead; true when permits came back. */
  sweep(): boolean {
    const before = this.#get(VALUE);
    for (const entry of this.#holders()) {
      const identity = this.words[entry] as number;
      if (identity === me.identity || native.isAlive(identity)) continue;
      const held = this.words[entry + 1] as number;
      const others = this.#allHeld() - held;
      const room = this.#get(START) - this.#get(VALUE) - others;
      this.#close(entry, Math.min(held, Math.max(0, room)));
    }
    return this.#get(VALUE) > before;
  }

  /** What this process holds counts as used up, as in Python when a process ends without releasing. */
  settle(): void {
    for (const entry of this.#holders()) if (this.words[entry] === me.identity) this.#close(entry, 0);
  }

  /** After a death inside the guard. */
  repair(): void {
    const entry = this.#get(LOG_ENTRY);
    if (entry !== 0) this.#replay(this.at + entry);
    this.#set(VALUE, this.#get(BASE) - this.#allHeld());
  }

  #close(entry: number, returned: number): void {
    this.#set(LOG_BASE, this.#get(BASE) - ((this.words[entry + 1] as number) - returned));
    Atomics.store(this.words, this.at + LOG_ENTRY, entry - this.at);
    this.#replay(entry);
    this.#set(VALUE, this.#get(BASE) - this.#allHeld());
  }

  #replay(entry: number): void {
    this.#set(BASE, this.#get(LOG_BASE));
    this.words[entry + 1] = 0;
    this.words[entry] = 0;
    Atomics.store(this.words, this.at + LOG_ENTRY, 0);
  }

  #holders(): number[] {
    const found: number[] = [];
    const first = this.at + ENTRIES;
    for (let entry = first; entry < first + 2 * CAPACITY; entry += 2) {
      if ((this.words[entry + 1] as number) > 0) found.push(entry);
    }
    return found;
  }

  #allHeld(): number {
    return this.#holders().reduce((sum, entry) => sum + (this.words[entry + 1] as number), 0);
  }
}
