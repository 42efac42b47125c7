/**
 * Plain objects: most of what is sent. Their primitives are written here, in one piece, instead of by the functions for
 * each kind of value: those are compiled within each other again and again, and a process that has just been forked has to
 * do all of that anew.
 */
import * as tag from './tags';
import { find, type Key, START, writeKey } from './write-key';
import { type WriteValue, writeProperties } from './write-properties';
import { writeString } from './write-string';
import type { Writer } from './writer';

/** More than a name that is kept and a short string or a number take. */
const ROOM = 0x100;
const ObjectPrototype = Object.prototype;

export function writePlain(w: Writer, value: object, prototype: object | null, writeValue: WriteValue): void {
  w.reserve(ROOM);
  let { at, bytes, view } = w;
  bytes[at++] = tag.OBJECT;
  // for-in is the quickest enumeration there is, but sees the prototype too.
  if (prototype !== ObjectPrototype || isPolluted()) {
    w.at = at;
    return writeProperties(w, value, Object.keys(value), writeValue);
  }
  let before: Key = START;
  for (const name in value) {
    let key = before.next;
    if (key.text !== name) key = find(before, name);
    if (key === START || at + ROOM > bytes.length) {
      w.at = at;
      before = writeKey(w, before, name);
      w.reserve(ROOM);
      ({ at, bytes, view } = w);
    } else {
      before = key;
      const { words } = key;
      for (let i = 0; i < words.length; i++) view.setInt32(at + i * 4, words[i]!, true);
      at += 1 + name.length;
    }
    const item = (value as Record<string, unknown>)[name];
    if (typeof item === 'number') {
      if ((item | 0) !== item || (item === 0 && 1 / item < 0)) {
        bytes[at] = tag.FLOAT64;
        view.setFloat64(at + 1, item, true);
        at += 9;
      } else if (item >= 0 && item < 0x80) {
        bytes[at++] = 0x80 | item;
      } else {
        bytes[at] = tag.INT32;
        view.setInt32(at + 1, item, true);
        at += 5;
      }
    } else if (typeof item === 'boolean') {
      bytes[at++] = item ? tag.TRUE : tag.FALSE;
    } else {
      w.at = at;
      // A string as long as that may need more room, anything else may be anything.
      if (typeof item === 'string') writeString(w, item);
      else writeValue(w, item);
      ({ at, bytes, view } = w);
    }
  }
  w.at = at;
  w.byte(tag.END);
}

const empty = {};
function isPolluted(): boolean {
  for (const _ in empty) return true;
  return false;
}
