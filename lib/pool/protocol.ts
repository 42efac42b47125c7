/**
 * What a pool and its workers say to each other. A worker does one task after the other, so results come in the order of
 * the tasks and need no numbers. Little-endian, what follows the head are values of the codec:
 *
 *   task: u32 tag, u32 function, u8 mode; its arguments
 *   result: u8 outcome, f64 milliseconds; the value
 */
import { badMessage, decodeBetween, decodeRow, encodeRow, type Encoded } from '../codec';

// Fetched once: each use of a re-exported name is a call.
const [readValue, readRow, writeRow] = [decodeBetween, decodeRow, encodeRow];

export const APPLY = 0; // args are the function's
export const MAP = 1; // args are items, each the function's only argument
export const STARMAP = 2; // args are items, each a list of arguments
export type Mode = typeof APPLY | typeof MAP | typeof STARMAP;
const END = 3; // no task: the worker is to leave
const WITH_KWARGS = 4; // added to a mode: the last of the arguments is kwargs

export const TASK_HEAD = 9;
const RESULT_HEAD = 9;

/** A task in a ring is known by its tag, a number that other tasks do not have. */
export const FIRST_TAG = 1;
export const nextTag = (tag: number): number => (tag === 0x7fffffff ? FIRST_TAG : tag + 1);

export interface TaskMessage {
  number: number;
  mode: Mode;
  args: unknown[];
  kwargs: object | null;
}

/** What stands behind the head of a task. */
export const taskValues = (
  args: readonly unknown[],
  kwargs: object | null | undefined,
): readonly unknown[] => (kwargs == null ? args : [...args, kwargs]);

export function writeTaskHead(
  bytes: Buffer,
  at: number,
  tag: number,
  number: number,
  mode: Mode | typeof END,
  kwargs: object | null | undefined,
): void {
  bytes[at] = tag;
  bytes[at + 1] = tag >>> 8;
  bytes[at + 2] = tag >>> 16;
  bytes[at + 3] = tag >>> 24;
  bytes[at + 4] = number;
  bytes[at + 5] = number >>> 8;
  bytes[at + 6] = number >>> 16;
  bytes[at + 7] = number >>> 24;
  bytes[at + 8] = kwargs == null ? mode : mode | WITH_KWARGS;
}

/** A message in the codec's memory: only good until the next call into it. */
export function encodeTask(
  tag: number,
  number: number,
  mode: Mode | typeof END,
  args: readonly unknown[],
  kwargs: object | null | undefined,
): Encoded {
  const encoded = writeRow(TASK_HEAD, taskValues(args, kwargs));
  writeTaskHead(encoded.bytes, 0, tag, number, mode, kwargs);
  return encoded;
}

export const encodeEnd = (): Encoded => encodeTask(0, 0, END, [], null);

export const readTag = (bytes: Buffer): number => bytes.readInt32LE(0);

/** Null ends the worker. Throws what decoding the arguments throws. */
export function decodeTask(bytes: Buffer, start: number, end: number): TaskMessage | null {
  const mode = bytes[start + 8] as number;
  if (mode === END) return null;
  const args = readRow(bytes, start + TASK_HEAD, end);
  return {
    number: bytes.readInt32LE(start + 4),
    mode: (mode & ~WITH_KWARGS) as Mode,
    args,
    kwargs: (mode & WITH_KWARGS) === 0 ? null : (args.pop() as object),
  };
}

export const RETURNED = 0; // the value; of a chunk: a ChunkResult
export const THREW = 1; // the error
export const UNSENDABLE = 2; // two texts
export const NO_START = 3; // the error of the initializer; not the result of a task
/** Why a result cannot be sent, and the result. */
export type Unsendable = readonly [exc: string, value: string];
export type Outcome = typeof RETURNED | typeof THREW | typeof UNSENDABLE | typeof NO_START;

export function encodeResult(outcome: Outcome, ms: number, value: unknown): Encoded {
  const encoded = writeRow(RESULT_HEAD, [value]);
  encoded.bytes[0] = outcome;
  encoded.bytes.writeDoubleLE(ms, 1);
  return encoded;
}

export const outcomeIn = (bytes: Buffer, start: number): Outcome => bytes[start] as Outcome;
export const msIn = (bytes: Buffer, start: number): number => bytes.readDoubleLE(start + 1);
export function valueIn(bytes: Buffer, start: number, end: number): unknown {
  if (end - start <= RESULT_HEAD) throw badMessage('a result has no value');
  return readValue(bytes, start + RESULT_HEAD, end);
}

/** Values of a chunk, and by index what failed: `[index, outcome, error]`. */
export interface ChunkResult {
  values: unknown[];
  failures: [index: number, outcome: Outcome, value: unknown][];
}

/** Stages of a worker, in a word of shared memory. */
export const STARTING = 0;
export const READY = 1;
export const OVERWEIGHT = 2; // has grown beyond its limit: wants to be replaced
