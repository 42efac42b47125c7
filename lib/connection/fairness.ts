/**
 * Calls that find their message ready settle at once. A loop of such calls would never let the event loop turn, so
 * after a few the next one waits for it.
 */
const AT_ONCE = 128;

export class Fairness {
  #settled = 0;
  #resetting = false;

  /** False when it is the loop's turn. */
  mayGoOn(): boolean {
    if (this.#settled >= AT_ONCE) return false;
    this.#settled++;
    if (!this.#resetting) {
      this.#resetting = true;
      setImmediate(() => this.reset()).unref();
    }
    return true;
  }

  reset(): void {
    this.#settled = 0;
    this.#resetting = false;
  }
}
