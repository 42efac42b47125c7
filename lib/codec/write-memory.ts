import { types } from 'node:util';
import { dataCloneError } from './fail';
import * as tag from './tags';
import { elementSize, viewKind } from './views';
import type { WriteValue } from './write-properties';
import type { Writer } from './writer';

/** A Buffer stays a Buffer and brings its own bytes alone, never the pool it was cut from. */
export function writeBuffer(w: Writer, buffer: Buffer): void {
  refuseShared(buffer.buffer);
  w.reserve(9);
  w.byte(tag.BUFFER);
  w.count(buffer.length);
  w.raw(buffer);
}

export function writeArrayBuffer(w: Writer, buffer: ArrayBufferLike): void {
  refuseShared(buffer);
  const bytes = bytesOf(buffer as ArrayBuffer);
  const { resizable, maxByteLength } = buffer as ArrayBuffer & { resizable?: boolean; maxByteLength: number };
  w.byte(resizable ? tag.RESIZABLE_BUFFER : tag.ARRAY_BUFFER);
  if (resizable) w.count(maxByteLength);
  w.count(bytes.length);
  w.raw(bytes);
}

function bytesOf(buffer: ArrayBuffer): Uint8Array {
  try {
    return new Uint8Array(buffer);
  } catch {
    throw dataCloneError('An ArrayBuffer is detached and could not be cloned.');
  }
}

function refuseShared(buffer: ArrayBufferLike): void {
  if (types.isSharedArrayBuffer(buffer)) {
    throw dataCloneError('a SharedArrayBuffer cannot be shared with another process: use SharedMemory');
  }
}

/** Views of one buffer share it at the other end too: the buffer is an object of its own. */
export function writeView(w: Writer, view: ArrayBufferView, writeValue: WriteValue): void {
  if (Buffer.isBuffer(view)) return writeBuffer(w, view);
  const kind = viewKind(view);
  w.byte(tag.VIEW);
  w.byte(kind);
  writeValue(w, view.buffer);
  w.count(view.byteOffset);
  w.count(view.byteLength / elementSize(kind));
}
