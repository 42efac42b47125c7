/** native/binding/sync.cc: words are addressed as (Int32Array, index). */

/** Approaches of tryLock. */
export const POLL = 0;
export const SLEEP = 1;
export const STARVE = 2;

export interface SyncBinding {
  /** 1 taken, 2 taken over from a dead holder, 0 no (POLL), negative: no, and the value to sleep on. */
  tryLock(words: Int32Array, index: number, approach: number, slept: number, look: number): number;
  /** False when it was free. */
  releaseLock(words: Int32Array, index: number): boolean;
  /** The last waiter of this process is gone without the lock. */
  retractLock(words: Int32Array, index: number): void;
  /** Takes the guard of some words; true when its holder died inside. Never fails. */
  takeGuard(words: Int32Array, index: number): boolean;
  dropGuard(words: Int32Array, index: number): boolean;
  /** Whether the word changes within the few microseconds that spinning is worth here. */
  spinOnWord(words: Int32Array, index: number, expected: number): boolean;
  /**
   * Sleeps while the word is as expected, at most a slice of 20 ms. False when the time was up. Signal handlers run
   * inside; what they throw is thrown.
   */
  sleepOnWord(words: Int32Array, index: number, expected: number, ms: number, spin: number): boolean;
}
