import { badMessage } from './fail';
import type { Reader } from './reader';
import type { RawBuffer } from './writer';
import { KEY_VALUE, LATIN1, LATIN1_8, UTF16, UTF16_8, UTF8 } from './tags';

const { fromCharCode } = String;

/** The string whose first byte was `tag`, or null when that is no string. */
export function readStringOf(r: Reader, tag: number): string | null {
  switch (tag) {
    case LATIN1_8: {
      const length = r.byte();
      return readLatin1(r.bytes, r.take(length), length);
    }
    case UTF16_8:
      return utf16(r, r.byte());
    case LATIN1: {
      const length = r.count();
      const at = r.take(length);
      return r.bytes.latin1Slice(at, at + length);
    }
    case UTF8: {
      const length = r.count();
      const at = r.take(length);
      return r.bytes.utf8Slice(at, at + length);
    }
    case UTF16:
      return utf16(r, r.count());
    default:
      return null;
  }
}

export function readString(r: Reader): string {
  const text = readStringOf(r, r.byte());
  if (text === null) throw badMessage('a string was due');
  return text;
}

function utf16(r: Reader, length: number): string {
  const at = r.take(length * 2);
  return r.bytes.ucs2Slice(at, at + length * 2);
}

/** Short strings are put together here: a call into the engine costs as much as twelve characters. */
export function readLatin1(bytes: RawBuffer, at: number, length: number): string {
  if (length > 12) return bytes.latin1Slice(at, at + length);
  const b = bytes as Uint8Array as unknown as number[];
  if (length === 0) return '';
  const rest = length & 3;
  const end = at + length - rest;
  let text = '';
  if (length >= 8) {
    text = fromCharCode(
      b[at]!,
      b[at + 1]!,
      b[at + 2]!,
      b[at + 3]!,
      b[at + 4]!,
      b[at + 5]!,
      b[at + 6]!,
      b[at + 7]!,
    );
    if (length === 12) text += fromCharCode(b[at + 8]!, b[at + 9]!, b[at + 10]!, b[at + 11]!);
  } else if (length >= 4) text = fromCharCode(b[at]!, b[at + 1]!, b[at + 2]!, b[at + 3]!);
  if (rest === 0) return text;
  if (rest === 1) return text + fromCharCode(b[end]!);
  if (rest === 2) return text + fromCharCode(b[end]!, b[end + 1]!);
  return text + fromCharCode(b[end]!, b[end + 1]!, b[end + 2]!);
}

const CACHE = 1024;
const cache: (string | undefined)[] = new Array<string | undefined>(CACHE).fill(undefined);
// An assignment to one of these would meet Object.prototype: a setter (__proto__), or read-only when it is frozen.
const special = new Set(Object.getOwnPropertyNames(Object.prototype));

export function isSpecialKey(key: string): boolean {
  return special.has(key);
}

/** The next key of an object, null at its END. What is in the cache is not special. */
export function readKey(r: Reader): string | null {
  const length = r.byte();
  if (length === 0) return null;
  if (length === KEY_VALUE) {
    r.special = true;
    return readString(r);
  }
  const at = r.take(length);
  const { bytes } = r;
  r.special = false;
  let hash = length;
  for (let i = at; i < at + length; i++) hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0;
  const slot = (hash ^ (hash >>> 12)) & (CACHE - 1);
  const cached = cache[slot];
  if (cached !== undefined && isAt(cached, bytes, at, length)) return cached;
  const key = bytes.latin1Slice(at, at + length);
  if (special.has(key)) r.special = true;
  else if (length <= 40) cache[slot] = key;
  return key;
}

function isAt(text: string, bytes: Uint8Array, at: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let i = 0; i < length; i++) if (text.charCodeAt(i) !== bytes[at + i]) return false;
  return true;
}

/** Makes a property as an object literal would, whatever the prototype has under that name. */
export function setProperty(target: object, key: string, isSpecial: boolean, value: unknown): void {
  if (isSpecial) {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else (target as Record<string, unknown>)[key] = value;
}
