/**
 * Objects that look like earlier ones: the same keys in the same order, values that are no objects. Messages are mostly made
 * of such. Their keys are compared with those expected instead of being looked up, and the object is made in one
 * piece by a function compiled for its keys. Whatever is different takes the way of all objects, from the start.
 *
 * Only keys that are plain words are compiled, few shapes are, and only after they have been met repeatedly: bytes of a
 * stranger cannot make this process do more than that. Without code generation (`--disallow-code-generation-from-strings`)
 * nothing is.
 */
import { isSpecialKey } from './read-string';
import type { Reader } from './reader';
import { END, REF } from './tags';

interface Shape {
  /** Length and characters of each key, as they stand in a message. */
  heads: readonly Uint8Array[];
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
  for (let i = 0; i < heads.length; i++) {
    const head = heads[i]!;
    const at = r.at;
    // At least a value and END follow.
    if (at + head.length + 1 >= end || !isAt(head, bytes, at)) return miss(r, start, shape);
    r.at = at + head.length + 1;
    const first = bytes[at + head.length]!;
    if (first >= REF && first < 0x80) return miss(r, start, shape);
    values[i] = first >= 0x80 ? first & 0x7f : readPrimitive(r, first);
  }
  if (r.at >= end || bytes[r.at] !== END) return miss(r, start, shape);
  r.at++;
  if (shape.misses > 0) shape.misses--;
  return shape.make(values);
}

function isAt(head: Uint8Array, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < head.length; i++) if (head[i] !== bytes[at + i]) return false;
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
      heads: keys.map((key) => Buffer.from(`${String.fromCharCode(key.length)}${key}`)),
      make,
      misses: 0,
    };
  } catch {
    made = MOST_SHAPES;
    return undefined;
  }
}
