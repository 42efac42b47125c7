/** One timer for all that has to happen at some time: it rings for the earliest. Never keeps the process alive. */
import { clock } from './clock';
const MOST_MS = 0x7fffffff;

export class Alarm {
  readonly #onRing: () => void;
  #timer: NodeJS.Timeout | undefined;
  #at = Infinity;

  constructor(onRing: () => void) {
    this.#onRing = onRing;
  }

  /** Rings at this time of performance.now() too. */
  set(at: number): void {
    if (at >= this.#at) return;
    clearTimeout(this.#timer);
    this.#at = at;
    const ms = Math.min(MOST_MS, Math.max(1, Math.ceil(at - clock.now())));
    this.#timer = setTimeout(() => {
      this.#at = Infinity;
      this.#onRing();
    }, ms);
    this.#timer.unref();
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#at = Infinity;
  }
}
