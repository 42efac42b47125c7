import { LATIN1, LATIN1_8, SHORT_STRING, UTF16, UTF16_8, UTF8 } from './tags';
import type { Writer } from './writer';

/** ES2024, in every Node from 20. */
type Text = string & { isWellFormed(): boolean };

/** UTF-16 is kept as it is, lone surrogates included. */
export function writeString(w: Writer, text: string): void {
  const { length } = text;
  if (length > SHORT_STRING) writeLongString(w, text);
  else {
    w.reserve(2 + length * 2);
    const next = putLatin1(w.bytes, w.at, text);
    if (next !== 0) w.at = next;
    else writeUtf16(w, text, length);
  }
}

/** Where a short string ends that begins at `at`; 0 when it has other characters. There is room for it. */
export function putLatin1(bytes: Uint8Array, at: number, text: string): number {
  const { length } = text;
  bytes[at++] = LATIN1_8;
  bytes[at++] = length;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0xff) return 0;
    bytes[at++] = unit;
  }
  return at;
}

function writeUtf16(w: Writer, text: string, length: number): void {
  const { bytes } = w;
  let at = w.at;
  bytes[at++] = UTF16_8;
  bytes[at++] = length;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    bytes[at++] = unit & 0xff;
    bytes[at++] = unit >> 8;
  }
  w.at = at;
}

function writeLongString(w: Writer, text: string): void {
  if (!(text as Text).isWellFormed()) {
    w.byte(UTF16);
    w.count(text.length);
    w.reserve(text.length * 2);
    w.at += w.bytes.ucs2Write(text, w.at);
    return;
  }
  // The length in bytes is known only afterwards; text of ASCII alone has as many bytes as characters.
  const most = text.length > 0x100000 ? Buffer.byteLength(text) : text.length * 3;
  const size = most < 0x4000 ? 2 : most < 0x200000 ? 3 : most < 0x10000000 ? 4 : 5;
  w.reserve(1 + size + most);
  const start = w.at;
  const written = w.bytes.utf8Write(text, start + 1 + size, most);
  w.bytes[start] = written === text.length ? LATIN1 : UTF8;
  writePaddedCount(w, start + 1, written, size);
  w.at = start + 1 + size + written;
}

function writePaddedCount(w: Writer, at: number, value: number, size: number): void {
  for (let i = 1; i < size; i++) {
    w.bytes[at++] = (value % 0x80) | 0x80;
    value = Math.floor(value / 0x80);
  }
  w.bytes[at] = value;
}
