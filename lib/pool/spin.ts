/**
 * Whether to look again and again before a sleep. A sleep and its wake-up cost far more than what is waited for where
 * answers come at once; where they do not, looking is lost time. So the last waits decide: one that fails makes the next
 * attempts rarer, and on a single processor nobody spins.
 */
import { processCpuCount } from '../os';

/** Milliseconds. Waits with a sleep up to this may be short ones without. */
const WORTH_MS = 1;
const MOST_MS = 0.3;
const LEAST_MS = 0.05;
const FREE_FAILURES = 2;
const MOST_SKIPPED = 64;

let several: boolean | undefined;

export class Spin {
  /** How long to look in the next wait. */
  #budget = 0;
  #began = 0;
  #isWaiting = false;
  #failures = 0;
  #skip = 0;

  /** There is nothing to do at `now`: whether to look again rather than to sleep. */
  goesOn(now: number): boolean {
    if (!this.#isWaiting) {
      this.#isWaiting = true;
      this.#began = now;
    }
    return now - this.#began < this.#budget;
  }

  /** There is something. */
  over(now: number): void {
    if (!this.#isWaiting) return;
    this.#isWaiting = false;
    const waited = now - this.#began;
    if (waited < this.#budget) {
      this.#failures = 0;
      this.#budget = Math.min(MOST_MS, Math.max(LEAST_MS, this.#budget * 0.9, waited * 2));
    } else if (this.#budget > 0) {
      this.#failures++;
      const isFree = this.#failures <= FREE_FAILURES && waited < WORTH_MS;
      this.#budget = isFree ? MOST_MS : 0;
      this.#skip = Math.min(MOST_SKIPPED, 2 ** this.#failures);
    } else if (waited < WORTH_MS && --this.#skip < 0) {
      several ??= processCpuCount() > 1;
      this.#budget = several ? MOST_MS : 0;
    }
  }
}
