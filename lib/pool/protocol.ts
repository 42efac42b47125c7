/**
 * What a pool and its workers say to each other. A task is `[tag, function, mode, args, kwargs]`, null ends the worker. A
 * worker does one task after the other, so results come in the order of the tasks and need no numbers:
 * `[outcome, milliseconds, value]`.
 */
export const APPLY = 0; // args are the function's
export const MAP = 1; // args are items, each the function's only argument
export const STARMAP = 2; // args are items, each a list of arguments
export type Mode = typeof APPLY | typeof MAP | typeof STARMAP;

/**
 * A task in a ring is known by its tag, a number that only its worker's other tasks do not have. From this on all take the
 * codec five bytes, so that one can be written in the place of another: four of them, behind those of the array.
 */
export const FIRST_TAG = 0x100;
const TAG_AT = 3;

export function writeTag(bytes: Buffer, tag: number): void {
  bytes[TAG_AT] = tag;
  bytes[TAG_AT + 1] = tag >>> 8;
  bytes[TAG_AT + 2] = tag >>> 16;
  bytes[TAG_AT + 3] = tag >>> 24;
}
export const readTag = (bytes: Buffer): number => bytes.readInt32LE(TAG_AT);

export type TaskMessage = [
  tag: number,
  number: number,
  mode: Mode,
  args: readonly unknown[],
  kwargs?: object | null,
];

export const RETURNED = 0; // the value; of a chunk: a ChunkResult
export const THREW = 1; // the error
export const UNSENDABLE = 2; // a text: why the result cannot be sent
export const NO_START = 3; // the error of the initializer; not the result of a task
export type Outcome = typeof RETURNED | typeof THREW | typeof UNSENDABLE | typeof NO_START;

export type ResultMessage = [outcome: Outcome, ms: number, value: unknown];

/** Values of a chunk, and by index what failed: `[index, outcome, error]`. */
export interface ChunkResult {
  values: unknown[];
  failures: [index: number, outcome: Outcome, value: unknown][];
}

/** Stages of a worker, in a word of shared memory. */
export const STARTING = 0;
export const READY = 1;
export const OVERWEIGHT = 2; // has grown beyond its limit: wants to be replaced
