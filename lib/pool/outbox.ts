/**
 * Where the messages of tasks wait that no ring has taken yet: one behind the other in few large pieces of memory, so that
 * a hundred thousand of them are no hundred thousand Buffers.
 */
import * as codec from '../codec';
import * as queues from '../queues';

// Fetched once: each use of a re-exported name is a call.
const { outgoing } = codec;
const { LETTER_HEAD } = queues;

const PIECE = 0x10000;
/** A longer message has memory of its own. */
const SHARED_UP_TO = 0x1000;
/** Shorter than this, a loop beats a call of the runtime. */
const LOOP_UP_TO = 64;

let piece = Buffer.alloc(0);
let used = 0;

/**
 * Encoded, for a ring to take. Short messages are letters in memory shared with others: their lengths stand before them
 * at `offset`, and `end` is where the next one may begin. A long one is alone in its memory, without its length.
 */
export interface Letter {
  bytes: Buffer | null;
  offset: number;
  end: number;
  isLong: boolean;
}

/** Keeps what the codec has just written. */
export function keep(letter: Letter, bytes: Buffer, length: number): void {
  letter.isLong = length > SHARED_UP_TO;
  if (letter.isLong) {
    letter.bytes = bytes === outgoing ? Buffer.from(bytes.subarray(0, length)) : bytes;
    letter.offset = 0;
    letter.end = length;
    return;
  }
  if (used + LETTER_HEAD + length > piece.length) {
    piece = Buffer.allocUnsafeSlow(PIECE);
    used = 0;
  }
  letter.bytes = piece;
  letter.offset = used;
  piece.writeUInt32LE(length, used);
  used += LETTER_HEAD;
  if (length > LOOP_UP_TO) bytes.copy(piece, used, 0, length);
  else for (let i = 0; i < length; i++) piece[used + i] = bytes[i] as number;
  used += length;
  letter.end = used;
}
