/**
 * How long to look again and again before a sleep. A sleep and its wake-up cost far more than what is waited for where
 * answers come at once; where they do not, looking is lost time. So the last waits decide, and on a single
 * processor nobody spins.
 */
import { processCpuCount } from '../os';

/** Waits up to this are worth a spin: milliseconds. */
const WORTH_MS = 0.25;
const LEAST_MS = 0.05;

let several: boolean | undefined;

export class Spin {
  #budget = 0;
  #began = 0;
  #isWaiting = false;

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
    if (waited < WORTH_MS) {
      several ??= processCpuCount() > 1;
      if (several) this.#budget = Math.min(WORTH_MS, Math.max(LEAST_MS, this.#budget * 0.9, waited * 2));
    } else {
      this.#budget = this.#budget < LEAST_MS ? 0 : this.#budget / 2;
    }
  }
}
