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
import { isSpecialKey } from './read-string';
import type { Reader } from './reader';
import { END, REF } from './tags';

interface Head {
  /** Of the key and the byte of its length. */
  size: number;
  words: readonly number[];
  /** What of the last word belongs to it. */
  mask: number;
}

interface Shape {
  heads: readonly Head[];
  make: (values: readonly unknown[]) => object;
  /** Records that began like this one and were different, less those that were not. */
  misses: number;
}

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
  const { heads } = shape;
  const { view } = r;
  for (let i = 0; i < heads.length; i++) {
    const head = heads[i]!;
    const next = r.at + head.size;
    // At least a value and END follow.
    if (next + 1 >= end || !isAt(head, view, r.at, bytes.length)) return miss(r, start, shape);
    r.at = next + 1;
    const first = bytes[next]!;
    if (first >= REF && first < 0x80) return miss(r, start, shape);
    values[i] = first >= 0x80 ? first & 0x7f : readPrimitive(r, first);
  }
  if (r.at >= end || bytes[r.at] !== END) return miss(r, start, shape);
  r.at++;
  if (shape.misses > 0) shape.misses--;
  return shape.make(values);
}

function isAt(head: Head, view: DataView, at: number, limit: number): boolean {
  const { words, mask } = head;
  const last = words.length - 1;
  if (at + last * 4 + 4 > limit) return isAtEnd(head, view, at);
  for (let i = 0; i < last; i++) if (view.getInt32(at + i * 4, true) !== words[i]) return false;
  return (view.getInt32(at + last * 4, true) & mask) === words[last];
}

/** Where the memory ends before the last word does. */
function isAtEnd({ size, words }: Head, view: DataView, at: number): boolean {
  for (let i = 0; i < size; i++) {
    if (view.getUint8(at + i) !== ((words[i >> 2]! >> ((i & 3) * 8)) & 0xff)) return false;
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
    return {
      heads: keys.map(headOf),
      make,
      misses: 0,
    };
  } catch {
    made = MOST_SHAPES;
    return undefined;
  }
}

function headOf(key: string): Head {
  const words = wordsOf(key);
  const unused = words.length * 4 - 1 - key.length;
  return { size: 1 + key.length, words, mask: (-1 >>> (unused * 8)) | 0 };
}
