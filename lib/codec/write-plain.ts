/**
 * Plain objects: most of what is sent. Their primitives are written here, in one piece, instead of by the functions for
 * each kind of value: those are compiled within each other again and again, and a process that has just been forked has to
 * do all of that anew.
 */
import * as tag from './tags';
import { find as findKey, type Key, START as FIRST, writeKey } from './write-key';
import { type WriteValue, writeProperties } from './write-properties';
import { putLatin1 as latin1, writeString } from './write-string';
import type { Writer } from './writer';

// What is needed for every property is fetched once: each use of an imported name is a search.
const { END, FALSE, FLOAT64, INT32, OBJECT, SHORT_STRING, TRUE } = tag;
const find = findKey;
const START = FIRST;
const putLatin1 = latin1;
/** More than a name that is kept and a short string or a number take. */
const ROOM = 0x100;
const ObjectPrototype = Object.prototype;

export function writePlain(w: Writer, value: object, prototype: object | null, writeValue: WriteValue): void {
  w.reserve(ROOM);
  let { at, bytes, view } = w;
  let limit = bytes.length - ROOM;
  bytes[at++] = OBJECT;
  // for-in is the quickest enumeration there is, but sees the prototype too.
  if (prototype !== ObjectPrototype || isPolluted()) {
    w.at = at;
    return writeProperties(w, value, Object.keys(value), writeValue);
  }
  let before: Key = START;
  for (const name in value) {
    let key = before.next;
    if (key.text !== name) key = find(before, name);
    if (key === START || at > limit) {
      w.at = at;
      before = writeKey(w, before, name);
      w.reserve(ROOM);
      ({ at, bytes, view } = w);
      limit = bytes.length - ROOM;
    } else {
      before = key;
      const { size } = key;
      // Without a loop for those of usual length.
      view.setInt32(at, key.first, true);
      if (size > 4) view.setInt32(at + 4, key.second, true);
      if (size > 8) writeRest(view, at, key.words);
      at += size;
    }
    const item = (value as Record<string, unknown>)[name];
    if (typeof item === 'number') {
      if ((item | 0) !== item || (item === 0 && 1 / item < 0)) {
        bytes[at] = FLOAT64;
        view.setFloat64(at + 1, item, true);
        at += 9;
      } else if (item >= 0 && item < 0x80) {
        bytes[at++] = 0x80 | item;
      } else {
        bytes[at] = INT32;
        view.setInt32(at + 1, item, true);
        at += 5;
      }
    } else if (typeof item === 'string') {
      const next = item.length > SHORT_STRING ? 0 : putLatin1(bytes, at, item);
      if (next !== 0) at = next;
      else {
        w.at = at;
        writeString(w, item);
        ({ at, bytes, view } = w);
        limit = bytes.length - ROOM;
      }
    } else if (typeof item === 'boolean') {
      bytes[at++] = item ? TRUE : FALSE;
    } else {
      w.at = at;
      writeValue(w, item);
      ({ at, bytes, view } = w);
      limit = bytes.length - ROOM;
    }
  }
  w.at = at;
  if (at > limit) w.reserve(1);
  w.bytes[w.at++] = END;
}

function writeRest(view: DataView, at: number, words: readonly number[]): void {
  for (let i = 2; i < words.length; i++) view.setInt32(at + i * 4, words[i]!, true);
}

const empty = {};
function isPolluted(): boolean {
  for (const _ in empty) return true;
  return false;
}
