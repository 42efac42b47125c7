/** Messages taken out of a ring several at a time, to be read one by one. */
import { LETTER_HEAD, type Ring } from './ring';

const SIZE = 0x2000;

export class Inbox {
  /** Where the message lies that next() has come to. */
  bytes: Buffer;
  start = 0;
  end = 0;
  readonly #home: Buffer;
  #full = 0;

  constructor() {
    this.#home = Buffer.allocUnsafeSlow(SIZE);
    this.bytes = this.#home;
  }

  /** Goes to the next message, which may still be in the ring. False: there is none. */
  next(ring: Ring): boolean {
    if (this.end === this.#full && !this.#fetch(ring)) return false;
    const { bytes, end } = this;
    this.start = end + LETTER_HEAD;
    this.end = this.start + bytes.readUInt32LE(end);
    return true;
  }

  #fetch(ring: Ring): boolean {
    const letters = ring.takeLetters(this.#home);
    // A large message has memory of its own, which must not live on here.
    this.bytes = letters === null ? this.#home : letters.bytes;
    this.end = 0;
    this.#full = letters === null ? 0 : letters.length;
    return letters !== null;
  }
}
