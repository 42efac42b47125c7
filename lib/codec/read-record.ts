/**
 * Objects that look like earlier ones: the same keys in the same order, values that are no objects. Messages are mostly made
 * of such. Their keys are compared with those expected instead of being looked up, and the object is made in one
 * piece by a function compiled for its keys. Whatever is different takes the way of all objects, from the start.
 *
 * Only keys that are plain words are compiled, few shapes are, and only after they have been met repeatedly: bytes of a
 * stranger cannot make this process do more than that. Without code generation (`--disallow-code-generation-from-strings`)
 * nothing is.
 */
import { wordsOf } from './key-words';
import { isSpecialKey, readLatin1 as latin1 } from './read-string';
import type { Reader } from './reader';
import * as tag from './tags';

interface Shape {
  readonly keys: number;
  /** For each key: its size with the byte of its length, how many words, what of the last belongs to it, the words. */
  readonly plan: Int32Array;
  readonly make: (values: readonly unknown[]) => object;
  /** Records that began like this one and were different, less those that were not. */
  misses: number;
}

// What is needed for every property is fetched once: each use of an imported name is a search.
const { END, FALSE, FLOAT64, INT32, LATIN1_8, REF, TRUE } = tag;
const readLatin1 = latin1;
const SLOTS = 256;
const MOST_KEYS = 16;
const MOST_SHAPES = 512;
const MOST_MISSES = 64;
/** One in so many objects is looked at as an example of a shape. */
const EVERY = 8;
const shapes: (Shape | undefined)[] = new Array<Shape | undefined>(SLOTS).fill(undefined);
const candidates: string[] = new Array<string>(SLOTS).fill('');
const values: unknown[] = new Array<unknown>(MOST_KEYS).fill(undefined);
let made = 0;
let since = 0;

/** By the first key, most of the time. */
function slotAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! * 31 + bytes[at + 1]! * 17 + bytes[at + 2]!) | 0) & (SLOTS - 1);
}

/** The object that begins here, without its number; undefined and nothing is read when it is of no known shape. */
export function readRecord(
  r: Reader,
  readPrimitive: (r: Reader, first: number) => unknown,
): object | undefined {
  const start = r.at;
  const { bytes, end } = r;
  const shape = shapes[slotAt(bytes, start)];
  if (shape === undefined) return undefined;
  const { keys, plan } = shape;
  const { view } = r;
  let at = start;
  for (let i = 0, p = 0; i < keys; i++) {
    const next = at + plan[p]!;
    // At least a value and END follow.
    if (next + 1 >= end) return miss(r, start, shape);
    const last = p + 2 + plan[p + 1]!;
    const mask = plan[p + 2]!;
    if (next + 3 > bytes.length) {
      if (!isAtEnd(plan, p, bytes, at)) return miss(r, start, shape);
    } else {
      for (p += 3; p < last; p++, at += 4) {
        if (view.getInt32(at, true) !== plan[p]) return miss(r, start, shape);
      }
      if ((view.getInt32(at, true) & mask) !== plan[last]) return miss(r, start, shape);
    }
    p = last + 1;
    at = next + 1;
    const first = bytes[next]!;
    if (first >= 0x80) values[i] = first & 0x7f;
    else if (first >= REF) return miss(r, start, shape);
    else if (first === INT32 && at + 4 < end) {
      values[i] = view.getInt32(at, true);
      at += 4;
    } else if (first === FLOAT64 && at + 8 < end) {
      values[i] = view.getFloat64(at, true);
      at += 8;
    } else if (first === LATIN1_8 && at + 1 + bytes[at]! < end) {
      const length = bytes[at]!;
      values[i] = readLatin1(bytes, at + 1, length);
      at += 1 + length;
    } else if (first === TRUE) values[i] = true;
    else if (first === FALSE) values[i] = false;
    else {
      r.at = at;
      values[i] = readPrimitive(r, first);
      ({ at } = r);
    }
  }
  if (at >= end || bytes[at] !== END) return miss(r, start, shape);
  r.at = at + 1;
  if (shape.misses > 0) shape.misses--;
  return shape.make(values);
}

/** Where the memory ends before the last word does. */
function isAtEnd(plan: Int32Array, p: number, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < plan[p]!; i++) {
    if (bytes[at + i] !== ((plan[p + 3 + (i >> 2)]! >> ((i & 3) * 8)) & 0xff)) return false;
  }
  return true;
}

function miss(r: Reader, start: number, shape: Shape): undefined {
  r.at = start;
  if (++shape.misses > MOST_MISSES) shapes[slotAt(r.bytes, start)] = undefined;
  return undefined;
}

/** An object that was read from `start` on in the ordinary way. */
export function noteRecord(object: object, bytes: Uint8Array, start: number): void {
  if (++since % EVERY !== 0 || made >= MOST_SHAPES) return;
  const keys = Object.keys(object);
  if (keys.length === 0 || keys.length > MOST_KEYS || !keys.every(isWord)) return;
  const slot = slotAt(bytes, start);
  const name = keys.join(' ');
  if (shapes[slot] !== undefined) return;
  if (candidates[slot] !== name) candidates[slot] = name;
  else if (Object.values(object).every((value) => typeof value !== 'object' || value === null)) {
    shapes[slot] = compile(keys);
  }
}

const isWord = (key: string): boolean => /^[A-Za-z_$][\w$]{0,39}$/.test(key) && !isSpecialKey(key);

function compile(keys: readonly string[]): Shape | undefined {
  made++;
  try {
    const fields = keys.map((key, i) => `${JSON.stringify(key)}: v[${i}]`).join(', ');
    const make = new Function('v', `return { ${fields} };`) as Shape['make'];
    return { keys: keys.length, plan: Int32Array.from(keys.flatMap(planOf)), make, misses: 0 };
  } catch {
    made = MOST_SHAPES;
    return undefined;
  }
}

function planOf(key: string): number[] {
  const words = wordsOf(key);
  const unused = words.length * 4 - 1 - key.length;
  return [1 + key.length, words.length, (-1 >>> (unused * 8)) | 0, ...words];
}
