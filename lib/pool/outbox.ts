/**
 * Where the messages of tasks wait until a ring takes them: one behind the other in few large pieces of memory, so that
 * a hundred thousand of them are no hundred thousand Buffers.
 */
import * as codec from '../codec';
import * as queues from '../queues';
import { encodeTask, nextTag, taskValues, TASK_HEAD, writeTaskHead, FIRST_TAG, type Mode } from './protocol';

// Fetched once: each use of a re-exported name is a call.
const { Page } = codec;
const { LETTER_HEAD } = queues;

const SIZE = 0x10000;
/** A page with less room than this is full. */
const LEAST = 0x400;

/**
 * A message, for a ring to take. Most are letters: their lengths stand before them, at `offset`, and behind `end` there may
 * be another. A long one, or one that comes back, is alone in its memory, without its length.
 */
export interface Letter {
  tag: number;
  bytes: Buffer | null;
  offset: number;
  end: number;
  isAlone: boolean;
}

let page = new Page(SIZE);
let used = 0;
let tag = FIRST_TAG;

/** Writes the message of a task. Throws what encoding its arguments throws. */
export function write(
  number: number,
  mode: Mode,
  args: readonly unknown[],
  kwargs: object | null | undefined,
): Letter {
  tag = nextTag(tag);
  if (page.isBusy) {
    const { bytes, length } = encodeTask(tag, number, mode, args, kwargs);
    return alone(tag, Buffer.from(bytes.subarray(0, length)));
  }
  if (SIZE - used < LEAST) {
    page = new Page(SIZE);
    used = 0;
  }
  const own = tag;
  const start = used + LETTER_HEAD;
  page.write(start + TASK_HEAD, taskValues(args, kwargs));
  const { bytes, end } = page;
  writeTaskHead(bytes, start, own, number, mode, kwargs);
  if (bytes !== page.memory) return alone(own, bytes.subarray(start, end));
  const length = end - start;
  bytes[used] = length;
  bytes[used + 1] = length >>> 8;
  bytes[used + 2] = length >>> 16;
  bytes[used + 3] = 0;
  const letter = { tag: own, bytes, offset: used, end, isAlone: false };
  used = end;
  return letter;
}

function alone(tag: number, bytes: Buffer): Letter {
  return { tag, bytes, offset: 0, end: bytes.length, isAlone: true };
}
