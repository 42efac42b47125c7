/**
 * Where the messages of tasks wait that no ring has taken yet: one behind the other in few large pieces of memory, so that
 * a hundred thousand of them are no hundred thousand Buffers.
 */
import { outgoing } from '../codec';

const PIECE = 0x10000;
/** A longer message has memory of its own. */
const SHARED_UP_TO = 0x1000;
/** Shorter than this, a loop beats a call of the runtime. */
const LOOP_UP_TO = 64;

let piece = Buffer.alloc(0);
let used = 0;

/** Encoded, for a ring to take. `bytes` may be shared with others: the message begins at `offset`. */
export interface Letter {
  bytes: Buffer | null;
  offset: number;
  length: number;
}

/** Keeps what the codec has just written. */
export function keep(letter: Letter, bytes: Buffer, length: number): void {
  letter.length = length;
  letter.offset = 0;
  if (bytes !== outgoing) letter.bytes = bytes;
  else if (length > SHARED_UP_TO) letter.bytes = Buffer.from(bytes.subarray(0, length));
  else {
    if (used + length > piece.length) {
      piece = Buffer.allocUnsafeSlow(PIECE);
      used = 0;
    }
    copy(bytes, 0, piece, used, length);
    letter.bytes = piece;
    letter.offset = used;
    used += length;
  }
}

const desk = Buffer.alloc(SHARED_UP_TO);

/** The message at the start of some memory, until the next call. */
export function unfold(letter: Letter): Buffer {
  const bytes = letter.bytes as Buffer;
  if (letter.offset === 0) return bytes;
  copy(bytes, letter.offset, desk, 0, letter.length);
  return desk;
}

function copy(from: Buffer, start: number, to: Buffer, at: number, length: number): void {
  if (length > LOOP_UP_TO) from.copy(to, at, start, start + length);
  else for (let i = 0; i < length; i++) to[at + i] = from[start + i] as number;
}
