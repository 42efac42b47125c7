/**
 * How long to stay awake for what usually comes soon: an answer, the next question. Falling asleep and being woken takes
 * longer than either; but what takes its time is better waited for asleep, and where it does not pay it is tried less and less.
 */

/** Milliseconds. Above it sleep is cheaper. */
const SOON = 0.1;
/** So much of the past is forgotten each time. */
const SHARE = 1 / 8;
/** Tried so many times in a row: processes that share a CPU first are on two after some milliseconds. */
const TRIALS = 16;
const LONGEST_PAUSE = 4096;

export class Vigil {
  #usual = SOON / 4;
  #since = 0;
  #awake = 0;
  #failures = 0;
  #pause = TRIALS;
  #skip = 0;

  /** From now on something is due; milliseconds to stay awake for it. */
  begin(): number {
    this.#since = performance.now();
    this.#awake = 0;
    if (this.#skip > 0) this.#skip--;
    else if (this.#usual < SOON) this.#awake = Math.min(SOON, 2 * this.#usual);
    return this.#awake;
  }

  /** It has come. */
  end(): void {
    const took = performance.now() - this.#since;
    this.#usual += (Math.min(4 * SOON, took) - this.#usual) * SHARE;
    if (this.#awake > 0) this.#judge(took <= this.#awake);
  }

  #judge(paid: boolean): void {
    if (paid) {
      this.#failures = Math.max(0, this.#failures - 1);
      this.#pause = TRIALS;
    } else if (++this.#failures >= TRIALS) {
      this.#failures = 0;
      this.#skip = this.#pause;
      this.#pause = Math.min(LONGEST_PAUSE, this.#pause * 2);
    }
  }
}
