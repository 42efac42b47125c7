/**
 * One value, one message. The writer and the reader keep their memory from message to message; a getter, or the
 * encode() of a transferable, that comes back in here meanwhile gets one of its own.
 */
import { badMessage } from './fail';
import { Reader } from './reader';
import { readRecord } from './read-record';
import { readPrimitive, readValue } from './read-value';
import * as tag from './tags';
import type { IncomingAttachments, OutgoingAttachments } from './transferable';
import { Writer } from './writer';
import { writeObject, writeValue } from './write-value';

const HOME = 0x10000;

/** Memory that short messages are written into and read from; lib/queues shares it with the addon. */
export const outgoing: Buffer = Buffer.alloc(HOME);
export const incoming: Buffer = Buffer.alloc(HOME);

const outgoingView = new DataView(outgoing.buffer, outgoing.byteOffset, HOME);
const incomingView = new DataView(incoming.buffer, incoming.byteOffset, HOME);

const writer = new Writer(outgoing);
const reader = new Reader();
const nothing = Buffer.alloc(0);
// Fetched once: the global one is looked up by a function.
const { prototype: BufferPrototype, isBuffer } = Buffer;
let writing = false;
let reading = false;

/** Where encodeInto() left the message: `bytes` is only good until the next call into the codec. */
export interface Encoded {
  bytes: Buffer;
  length: number;
}
const encoded: Encoded = { bytes: outgoing, length: 0 };

/**
 * Writes a value into the codec's own memory, or more where that is too small. Throws DataCloneError for what cannot
 * be cloned, and what getters throw.
 */
export function encodeInto(value: unknown, attachments?: OutgoingAttachments): Encoded {
  if (writing) return writeOne(new Writer(Buffer.allocUnsafeSlow(0x400)), value, attachments);
  writing = true;
  try {
    return writeOne(writer, value, attachments);
  } finally {
    writing = false;
  }
}

function writeOne(w: Writer, value: unknown, attachments: OutgoingAttachments | undefined): Encoded {
  w.reset();
  w.attachments = attachments;
  if (typeof value === 'object' && value !== null) writeObject(w, value);
  else writeValue(w, value);
  return written(w);
}

function written(w: Writer): Encoded {
  encoded.bytes = w.bytes;
  encoded.length = w.at;
  return encoded;
}

/**
 * Values one behind the other, no array around them: they may refer to each other all the same. The first `head` bytes are
 * the caller's to fill in.
 */
export function encodeRow(head: number, values: readonly unknown[]): Encoded {
  if (writing) return writeRow(new Writer(Buffer.allocUnsafeSlow(0x400)), head, values);
  writing = true;
  try {
    return writeRow(writer, head, values);
  } finally {
    writing = false;
  }
}

function writeRow(w: Writer, head: number, values: readonly unknown[]): Encoded {
  w.reset();
  w.at = head;
  for (let i = 0; i < values.length; i++) writeValue(w, values[i]);
  return written(w);
}

/**
 * encodeInto() for the most frequent of values, without its precautions: the length of a number written to `outgoing`, or
 * 0 when that is in use.
 */
export function encodeNumber(value: number): number {
  if (writing) return 0;
  if ((value | 0) !== value || (value === 0 && 1 / value < 0)) {
    outgoing[0] = tag.FLOAT64;
    outgoingView.setFloat64(1, value, true);
    return 9;
  }
  if (value >= 0 && value < 0x80) {
    outgoing[0] = 0x80 | value;
    return 1;
  }
  outgoing[0] = tag.INT32;
  outgoingView.setInt32(1, value, true);
  return 5;
}

/** The value of the message of `length` bytes in `incoming`. */
export function decodeIncoming(length: number): unknown {
  const first = incoming[0] as number;
  if (length === 1 && first >= 0x80) return first & 0x7f;
  if (length === 5 && first === tag.INT32) return incomingView.getInt32(1, true);
  if (first === tag.OBJECT && !reading) {
    // Nothing of anybody else's runs while a record is read.
    reader.open(incoming, length);
    reader.at = 1;
    const record = readRecord(reader, readPrimitive);
    if (record !== undefined && reader.at === length) return record;
  }
  return decode(incoming, undefined, length);
}

/** A value as bytes, the caller's to keep. Throws DataCloneError for what cannot be cloned. */
export function encode(value: unknown, attachments?: OutgoingAttachments): Buffer {
  const { bytes, length } = encodeInto(value, attachments);
  if (bytes === outgoing) return Buffer.from(bytes.subarray(0, length));
  return bytes.subarray(0, length);
}

/**
 * A value as bytes in one or two pieces: a large Buffer is not copied, it is the second piece itself, to be sent before
 * anybody changes it.
 */
export function encodeParts(value: unknown, attachments?: OutgoingAttachments): Buffer[] {
  if (!isLargeBuffer(value)) return [encode(value, attachments)];
  return [bufferHead(value.length), value];
}

/** Buffers from this size are worth a way of their own. */
export function isLargeBuffer(value: unknown): value is Buffer {
  return (
    typeof value === 'object' &&
    value instanceof Uint8Array &&
    value.length >= 0x2000 &&
    Object.getPrototypeOf(value) === BufferPrototype &&
    value.buffer instanceof ArrayBuffer
  );
}

/** What stands before the bytes of a Buffer. */
function bufferHead(length: number): Buffer {
  const w = new Writer(Buffer.allocUnsafe(9));
  w.byte(tag.BUFFER);
  w.count(length);
  return w.bytes.subarray(0, w.at);
}

/** The value of the first `length` bytes. Throws ERR_BAD_MESSAGE for anything but one whole message. */
export function decode(
  bytes: Uint8Array,
  attachments?: IncomingAttachments,
  length: number = bytes.length,
): unknown {
  const buffer = isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return readOut(readOne, buffer, 0, length, attachments);
}

/** The value between two places of some memory. */
export function decodeBetween(bytes: Buffer, start: number, end: number): unknown {
  const first = bytes[start] as number;
  if (end - start === 1 && first >= 0x80) return first & 0x7f;
  return readOut(readOne, bytes, start, end);
}

/** The values that encodeRow() has written. */
export function decodeRow(bytes: Buffer, start: number, end: number): unknown[] {
  return readOut(readRow, bytes, start, end);
}

function readOut<T>(
  read: (r: Reader) => T,
  bytes: Buffer,
  start: number,
  end: number,
  attachments?: IncomingAttachments,
): T {
  if (reading) {
    const own = new Reader();
    own.open(bytes, end, attachments, start);
    return read(own);
  }
  reading = true;
  try {
    reader.open(bytes, end, attachments, start);
    return read(reader);
  } finally {
    reader.close();
    // A large message must not live on here.
    if (bytes !== incoming && bytes.buffer.byteLength > HOME) reader.open(nothing, 0);
    reading = false;
  }
}

function readOne(r: Reader): unknown {
  const value = readValue(r);
  if (r.at !== r.end) throw badMessage('something follows its end');
  return value;
}

function readRow(r: Reader): unknown[] {
  const values: unknown[] = [];
  while (r.at < r.end) values.push(readValue(r));
  return values;
}
