/** Growing memory that a value is written into, and the objects met so far. */
import type { OutgoingAttachments } from './transferable';

const FEW = 12;

/** Of Node's Buffers, not in its types: no argument checks, no copies. */
export interface RawBuffer extends Buffer {
  utf8Write(text: string, offset: number, length?: number): number;
  ucs2Write(text: string, offset: number, length?: number): number;
  latin1Slice(from: number, to: number): string;
  utf8Slice(from: number, to: number): string;
  ucs2Slice(from: number, to: number): string;
}

export class Writer {
  bytes: RawBuffer;
  view: DataView;
  at = 0;
  depth = 0;
  attachments: OutgoingAttachments | undefined;
  /** Objects in the order of their numbers; a search in a short list is cheaper than a Map. */
  private readonly seen: object[] = [];
  private numbers: Map<object, number> | null = null;

  /** `home` is the memory it starts with, and comes back to after each message. */
  constructor(readonly home: Buffer) {
    this.bytes = home as RawBuffer;
    this.view = viewOf(home);
  }

  reset(): void {
    if (this.bytes !== this.home) {
      this.bytes = this.home as RawBuffer;
      this.view = viewOf(this.home);
    }
    this.at = 0;
    this.depth = 0;
    this.attachments = undefined;
    // The length of an array is set by the engine, slowly.
    if (this.seen.length <= FEW) while (this.seen.length !== 0) this.seen.pop();
    else this.seen.length = 0;
    this.numbers = null;
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    if (this.at + count > this.bytes.length) this.grow(count);
  }

  byte(value: number): void {
    if (this.at === this.bytes.length) this.grow(1);
    this.bytes[this.at++] = value;
  }

  count(value: number): void {
    this.reserve(8);
    while (value >= 0x80) {
      this.bytes[this.at++] = (value % 0x80) | 0x80;
      value = Math.floor(value / 0x80);
    }
    this.bytes[this.at++] = value;
  }

  float(value: number): void {
    this.reserve(8);
    this.view.setFloat64(this.at, value, true);
    this.at += 8;
  }

  raw(source: Uint8Array): void {
    this.reserve(source.length);
    this.bytes.set(source, this.at);
    this.at += source.length;
  }

  /** The number of an object written before, or -1 and it has one from now on. */
  numberOf(value: object): number {
    const { seen } = this;
    if (this.numbers !== null) {
      const known = this.numbers.get(value);
      if (known !== undefined) return known;
      this.numbers.set(value, seen.length);
    } else {
      for (let i = 0; i < seen.length; i++) if (seen[i] === value) return i;
      if (seen.length === FEW) {
        this.numbers = new Map(seen.map((object, i) => [object, i]));
        this.numbers.set(value, FEW);
      }
    }
    seen.push(value);
    return -1;
  }

  /** Where to come back to with undo(). */
  mark(): { at: number; seen: number; depth: number } {
    return { at: this.at, seen: this.seen.length, depth: this.depth };
  }

  undo(mark: { at: number; seen: number; depth: number }): void {
    this.at = mark.at;
    this.depth = mark.depth;
    for (const value of this.seen.splice(mark.seen)) this.numbers?.delete(value);
  }

  private grow(count: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.at + count)) as RawBuffer;
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
    this.view = viewOf(larger);
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
