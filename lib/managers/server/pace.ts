/**
 * Whether the server waits a moment for the next request before it goes back to its event loop. A client that calls again at
 * once is answered several times as fast; waiting in vain is time lost for all others, and is tried less and less.
 */

/** About what falling asleep and being woken cost. */
const MOMENT_MS = 0.03;
/** So many requests in a row make a client one that calls again at once. */
const STREAK = 3;
const RAREST = 512;

export class Pace {
  #last: object | null = null;
  #streak = 0;
  #skip = 0;
  #pause = 1;

  /** Milliseconds to wait for the next request of the client that has just been answered. */
  afterAnswer(client: object): number {
    if (client !== this.#last) {
      this.#last = client;
      this.#streak = 0;
    }
    if (++this.#streak < STREAK) return 0;
    if (this.#skip > 0) {
      this.#skip--;
      return 0;
    }
    return MOMENT_MS;
  }

  spun(paid: boolean): void {
    this.#pause = paid ? 1 : Math.min(RAREST, this.#pause * 2);
    if (!paid) this.#skip = this.#pause;
  }
}
