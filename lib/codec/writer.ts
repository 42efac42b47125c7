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
  private readonly few: (object | null)[] = new Array<object | null>(FEW).fill(null);
  private fewCount = 0;
  private many: Map<object, number> | null = null;

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
    // What was sent must not live on here.
    while (this.fewCount !== 0) this.few[--this.fewCount] = null;
    this.many = null;
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
    const { few, fewCount } = this;
    for (let i = 0; i < fewCount; i++) if (few[i] === value) return i;
    if (fewCount === FEW) return this.numberOfMany(value);
    few[fewCount] = value;
    this.fewCount = fewCount + 1;
    return -1;
  }

  private numberOfMany(value: object): number {
    const many = (this.many ??= new Map<object, number>());
    const known = many.get(value);
    if (known !== undefined) return known;
    many.set(value, FEW + many.size);
    return -1;
  }

  /** Where to come back to with undo(). */
  mark(): { at: number; numbers: number; depth: number } {
    return { at: this.at, numbers: this.fewCount + (this.many?.size ?? 0), depth: this.depth };
  }

  undo(mark: { at: number; numbers: number; depth: number }): void {
    this.at = mark.at;
    this.depth = mark.depth;
    if (this.many !== null) {
      for (const [value, number] of this.many) if (number >= mark.numbers) this.many.delete(value);
    }
    while (this.fewCount > mark.numbers) this.few[--this.fewCount] = null;
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
