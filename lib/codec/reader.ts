/** Bytes being read, and the objects made so far. Trusts nothing: every length is held against what is left. */
import { badMessage } from './fail';
import type { IncomingAttachments } from './transferable';
import type { RawBuffer } from './writer';

const NOTHING = Buffer.alloc(0) as RawBuffer;

const FEW = 16;

export class Reader {
  bytes: RawBuffer = NOTHING;
  at = 0;
  end = 0;
  depth = 0;
  /** The key read last cannot be assigned, it must be defined. */
  special = false;
  attachments: IncomingAttachments | undefined;
  /** Objects by their numbers. */
  readonly objects: unknown[] = [];
  private dataView: DataView | null = null;

  open(bytes: Buffer, end: number, attachments?: IncomingAttachments, start = 0): void {
    if (bytes !== this.bytes) {
      this.bytes = bytes as RawBuffer;
      this.dataView = null;
    }
    this.at = start;
    this.end = end;
    this.depth = 0;
    this.attachments = attachments;
  }

  /** Made when a number first asks for it: memory that stays the same from message to message has it already. */
  get view(): DataView {
    return (this.dataView ??= new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length));
  }

  close(): void {
    // The length of an array is set by the engine, slowly.
    if (this.objects.length < FEW) while (this.objects.length !== 0) this.objects.pop();
    else this.objects.length = 0;
    this.attachments = undefined;
  }

  byte(): number {
    if (this.at >= this.end) throw badMessage('it is cut off');
    return this.bytes[this.at++] as number;
  }

  /** Position of the next `count` bytes, which are taken. */
  take(count: number): number {
    const { at } = this;
    if (count > this.end - at) throw badMessage('a length reaches beyond its end');
    this.at = at + count;
    return at;
  }

  count(): number {
    let value = 0;
    let unit = 1;
    for (let i = 0; i < 8; i++) {
      const byte = this.byte();
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) {
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
      unit *= 0x80;
    }
    throw badMessage('a number is too large');
  }

  float(): number {
    return this.view.getFloat64(this.take(8), true);
  }

  /** Gives the next number to an object. */
  number<T>(object: T): T {
    this.objects.push(object);
    return object;
  }
}
