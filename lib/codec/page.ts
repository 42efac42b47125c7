/** Memory of a caller's own, for rows of values that stay where they are written. */
import { Writer } from './writer';
import { writeValue } from './write-value';

export class Page {
  /** Where the last row lies: in this page, or where it did not fit in memory of its own. */
  bytes: Buffer;
  end = 0;
  /** A getter of a value that comes back in here finds it busy. */
  isBusy = false;
  readonly memory: Buffer;
  readonly #writer: Writer;

  constructor(size: number) {
    this.memory = Buffer.allocUnsafeSlow(size);
    this.bytes = this.memory;
    this.#writer = new Writer(this.memory);
  }

  /** Writes the values one behind the other from `at` on. Throws what encode() throws. */
  write(at: number, values: readonly unknown[]): void {
    const w = this.#writer;
    this.isBusy = true;
    try {
      w.reset();
      w.at = at;
      for (let i = 0; i < values.length; i++) writeValue(w, values[i]);
      this.bytes = w.bytes;
      this.end = w.at;
    } finally {
      this.isBusy = false;
    }
    // What it took from elsewhere must not live on here.
    if (this.bytes !== this.memory) w.reset();
  }
}
