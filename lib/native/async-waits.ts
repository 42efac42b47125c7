/** native/binding/async_waits.cc */

/** Flags of waitAsync. */
export const WATCH_OWNER = 1;
export const WANT_TICKS = 2;

/** Outcomes of waitAsync. */
export const CHANGED = 0;
export const TIMED_OUT = 1;
export const OWNER_DIED = 2;
export const TICK = 3;

export interface AsyncWaitsBinding {
  /**
   * Waits on the event loop while `view[index] === expected`; one callback, then it is over. Keeps the loop alive.
   * WATCH_OWNER: the word is an identity, its death ends the wait. WANT_TICKS: ends after about 20 ms in any case.
   */
  waitAsync(
    view: Int32Array,
    index: number,
    expected: number,
    ms: number,
    flags: number,
    callback: (outcome: number) => void,
  ): number;
  /** The callback does not run any more. Unknown ids are ignored. */
  cancelWait(id: number): void;
  /** Wakes sleepers of a word; returns how many. */
  wakeWord(view: Int32Array, index: number, count: number): number;
}
