/**
 * The names of properties. Objects of one kind have the same names in the same order: each name remembers which one came
 * after it, and stands ready in words of four bytes.
 */
import { wordsOf } from './key-words';
import { writeString } from './write-string';
import { KEY_MAX, KEY_VALUE } from './tags';
import type { Writer } from './writer';

/** A name as it stands in a message. */
export interface Key {
  readonly text: string;
  /** With the byte of its length. */
  readonly size: number;
  readonly first: number;
  readonly second: number;
  readonly words: readonly number[];
  /** The one that followed it last. */
  next: Key;
}

const MOST_KEYS = 1024;
const LONGEST = 39;
const known = new Map<string, Key>();

function newKey(text: string, words: readonly number[]): Key {
  const [first = 0, second = 0] = words;
  const key = { text, size: 1 + text.length, first, second, words } as unknown as Key;
  key.next = key;
  return key;
}

/** Comes before the first name of an object. */
export const START = newKey('', []);

/** Writes the name of a property that stands behind `before`; returns what stands before the next one. */
export function writeKey(w: Writer, before: Key, text: string): Key {
  const key = before.next.text === text ? before.next : find(before, text);
  if (key === START) {
    writeUnknown(w, text);
    return key;
  }
  const { words } = key;
  w.reserve(words.length * 4);
  const { view, at } = w;
  for (let i = 0; i < words.length; i++) view.setInt32(at + i * 4, words[i] as number, true);
  w.at = at + 1 + text.length;
  return key;
}

/** START for a name that is not kept. */
export function find(before: Key, text: string): Key {
  const key = known.get(text) ?? learn(text);
  if (key !== START) before.next = key;
  return key;
}

function learn(text: string): Key {
  const { length } = text;
  if (known.size === MOST_KEYS || length === 0 || length > LONGEST || !isAscii(text)) return START;
  const key = newKey(text, wordsOf(text));
  known.set(text, key);
  return key;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 0x80) return false;
  return true;
}

function writeUnknown(w: Writer, text: string): void {
  const { length } = text;
  if (length === 0 || length > KEY_MAX || !isAscii(text)) {
    w.byte(KEY_VALUE);
    return writeString(w, text);
  }
  w.byte(length);
  w.reserve(length);
  for (let i = 0; i < length; i++) w.bytes[w.at++] = text.charCodeAt(i);
}
