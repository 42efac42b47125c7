import { inspect } from 'node:util';
import * as tag from './tags';
import { type WriteValue, writeProperties } from './write-properties';
import type { Writer } from './writer';

export function writeArray(w: Writer, array: readonly unknown[], writeValue: WriteValue): void {
  const { length } = array;
  if (length > 0x1000 && isSparse(array)) {
    w.byte(tag.SPARSE_ARRAY);
    w.count(length);
    writeProperties(w, array, Object.keys(array), writeValue);
    return;
  }
  const names = namedProperties(array);
  w.byte(names === null ? tag.ARRAY_PLAIN : tag.ARRAY);
  w.count(length);
  for (let i = 0; i < length; i++) {
    const element = array[i];
    if (element === undefined && !Object.hasOwn(array, i)) w.byte(tag.HOLE);
    else writeValue(w, element);
  }
  if (names !== null) writeProperties(w, array, names, writeValue);
}

const summary = {
  ...{ maxArrayLength: 0, maxStringLength: 0, depth: 0, customInspect: false, getters: false },
  ...{ showHidden: false, sorted: false, colors: false, compact: true, breakLength: Infinity },
};

/**
 * Keys beside the elements: those of a RegExp match, for one. Listing the keys of a long array takes longer than
 * writing it; Node's inspect() looks at the names alone, and only where it shows something more than elements
 * the list is made.
 */
function namedProperties(array: readonly unknown[]): string[] | null {
  if (array.length > 64 && inspect(array, summary).endsWith(` ${array.length} more items ]`)) return null;
  const keys = Object.keys(array);
  let first = keys.length;
  while (first > 0 && !isIndex(keys[first - 1] as string)) first--;
  return first === keys.length ? null : keys.slice(first);
}

function isIndex(key: string): boolean {
  const number = Number(key) >>> 0;
  return number !== 0xffffffff && String(number) === key;
}

/** More holes than elements, by a sample: the exact count would cost more than it saves. */
function isSparse(array: readonly unknown[]): boolean {
  const step = Math.floor(array.length / 64);
  let holes = 0;
  for (let i = 0; i < 64; i++) if (!Object.hasOwn(array, i * step)) holes++;
  return holes > 48;
}
