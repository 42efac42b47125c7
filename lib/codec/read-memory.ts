import { badMessage } from './fail';
import type { Reader } from './reader';
import { elementSize, viewClasses } from './views';

export function readBuffer(r: Reader): Buffer {
  const length = r.count();
  return r.number(Buffer.from(bytesAt(r, length)));
}

function bytesAt(r: Reader, length: number): Buffer {
  const at = r.take(length);
  return r.bytes.subarray(at, at + length);
}

export function readArrayBuffer(r: Reader, resizable: boolean): ArrayBuffer {
  const maxByteLength = resizable ? r.count() : 0;
  const length = r.count();
  const bytes = bytesAt(r, length);
  const buffer = resizable ? resizableBuffer(length, maxByteLength) : new ArrayBuffer(length);
  new Uint8Array(buffer).set(bytes);
  return r.number(buffer);
}

function resizableBuffer(length: number, maxByteLength: number): ArrayBuffer {
  const Class = ArrayBuffer as unknown as new (n: number, options: { maxByteLength: number }) => ArrayBuffer;
  try {
    return new Class(length, { maxByteLength });
  } catch {
    throw badMessage('an ArrayBuffer has an impossible maximum');
  }
}

/** The view has its number before its buffer. */
export function readView(r: Reader, readValue: (r: Reader) => unknown): ArrayBufferView {
  const number = r.objects.push(undefined) - 1;
  const kind = r.byte();
  const Class = viewClasses[kind];
  const buffer = readValue(r);
  const offset = r.count();
  const length = r.count();
  if (Class === undefined || !(buffer instanceof ArrayBuffer)) throw badMessage('a view of nothing');
  const size = elementSize(kind);
  if (offset % size !== 0 || offset + length * size > buffer.byteLength) {
    throw badMessage('a view reaches beyond its buffer');
  }
  const view = new Class(buffer, offset, length);
  r.objects[number] = view;
  return view;
}
