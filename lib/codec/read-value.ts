/** From bytes to a value. Whatever the bytes are: a value, or ERR_BAD_MESSAGE. */
import { badMessage } from './fail';
import { readError } from './read-error';
import { readArrayBuffer, readBuffer, readView } from './read-memory';
import { noteRecord, readRecord } from './read-record';
import { readKey, readString, readStringOf, setProperty } from './read-string';
import type { Reader } from './reader';
import * as tag from './tags';
import { transferableByName } from './transferable';

export function readValue(r: Reader): unknown {
  return readTagged(r, r.byte());
}

function readTagged(r: Reader, first: number): unknown {
  if (first >= 0x80) return first & 0x7f;
  if (first < tag.REF) return readPrimitive(r, first);
  if (first === tag.REF) return readReference(r);
  if (++r.depth > tag.MAX_DEPTH) throw badMessage('it nests too deep');
  const object = readObject(r, first);
  r.depth--;
  return object;
}

/** A value that is no object and does not refer to one. */
export function readPrimitive(r: Reader, first: number): unknown {
  switch (first) {
    case tag.UNDEFINED:
      return undefined;
    case tag.NULL:
      return null;
    case tag.TRUE:
      return true;
    case tag.FALSE:
      return false;
    case tag.INT32:
      return r.view.getInt32(r.take(4), true);
    case tag.FLOAT64:
      return r.float();
    case tag.BIGINT64:
      return r.view.getBigInt64(r.take(8), true);
    case tag.BIGINT:
      return readBigInt(r);
  }
  const text = readStringOf(r, first);
  if (text !== null) return text;
  throw badMessage(`no value begins with ${first}`);
}

function readObject(r: Reader, first: number): unknown {
  switch (first) {
    case tag.OBJECT:
      return readPlain(r);
    case tag.ARRAY_PLAIN:
      return readElements(r);
    case tag.ARRAY:
      return readNamed(r, readElements(r));
    case tag.SPARSE_ARRAY:
      return readSparse(r);
    case tag.MAP:
      return readMap(r);
    case tag.SET:
      return readSet(r);
    case tag.DATE:
      return r.number(new Date(r.float()));
    case tag.REGEXP:
      return readRegExp(r);
    case tag.BOXED:
      return readBoxed(r);
    case tag.BUFFER:
      return readBuffer(r);
    case tag.ARRAY_BUFFER:
    case tag.RESIZABLE_BUFFER:
      return readArrayBuffer(r, first === tag.RESIZABLE_BUFFER);
    case tag.VIEW:
      return readView(r, readValue);
    case tag.ERROR:
      return readError(r, readValue);
    case tag.TRANSFERABLE:
      return readTransferable(r);
    default:
      throw badMessage(`no value begins with ${first}`);
  }
}

function readReference(r: Reader): unknown {
  const number = r.count();
  if (number >= r.objects.length) throw badMessage('it refers to an object that is not there');
  return r.objects[number];
}

function readBigInt(r: Reader): bigint {
  const negative = r.byte() === 1;
  const digits = readString(r);
  if (!/^[0-9a-f]+$/.test(digits)) throw badMessage('a bigint has no digits');
  try {
    const value = BigInt(`0x${digits}`);
    return negative ? -value : value;
  } catch {
    throw badMessage('a bigint is too large');
  }
}

function readPlain(r: Reader): object {
  const record = readRecord(r, readPrimitive);
  if (record !== undefined) return r.number(record);
  const start = r.at;
  const object = readProperties(r, r.number({}));
  noteRecord(object, r.bytes, start);
  return object;
}

function readProperties<T extends object>(r: Reader, object: T): T {
  for (let key = readKey(r); key !== null; key = readKey(r)) {
    const { special } = r;
    setProperty(object, key, special, readValue(r));
  }
  return object;
}

/** The keys of an array beside its elements. Its length is not among them: assigning one could throw anything. */
function readNamed(r: Reader, array: unknown[]): unknown[] {
  for (let key = readKey(r); key !== null; key = readKey(r)) {
    if (key === 'length') throw badMessage('an array has two lengths');
    const { special } = r;
    setProperty(array, key, special, readValue(r));
  }
  return array;
}

function readElements(r: Reader): unknown[] {
  const length = r.count();
  // An element takes a byte at least: a hostile length cannot make us allocate more than it sent.
  if (length > r.end - r.at) throw badMessage('an array reaches beyond its end');
  const array: unknown[] = r.number([]);
  for (let i = 0; i < length; i++) {
    const first = r.byte();
    if (first === tag.HOLE) array.length = i + 1;
    else array[i] = readTagged(r, first);
  }
  return array;
}

function readSparse(r: Reader): unknown[] {
  const length = r.count();
  if (length > 0xffffffff) throw badMessage('an array is too long');
  const array: unknown[] = r.number([]);
  readNamed(r, array);
  if (array.length > length) throw badMessage('an array is longer than it says');
  array.length = length;
  return array;
}

function readMap(r: Reader): Map<unknown, unknown> {
  const map = r.number(new Map<unknown, unknown>());
  for (let first = r.byte(); first !== tag.END; first = r.byte()) map.set(readTagged(r, first), readValue(r));
  return map;
}

function readSet(r: Reader): Set<unknown> {
  const set = r.number(new Set<unknown>());
  for (let first = r.byte(); first !== tag.END; first = r.byte()) set.add(readTagged(r, first));
  return set;
}

function readRegExp(r: Reader): RegExp {
  const source = readString(r);
  const flags = readString(r);
  try {
    return r.number(new RegExp(source, flags));
  } catch {
    throw badMessage('a regular expression does not compile');
  }
}

function readBoxed(r: Reader): object {
  const primitive = readValue(r);
  if (typeof primitive === 'object' || primitive === undefined) throw badMessage('a primitive was due');
  return r.number(Object(primitive) as object);
}

function readTransferable(r: Reader): object {
  const number = r.objects.push(undefined) - 1;
  const name = readString(r);
  const entry = transferableByName(name);
  if (entry === undefined) throw badMessage(`nothing here is called ${JSON.stringify(name.slice(0, 60))}`);
  const object = entry.decode(readValue(r), r.attachments);
  r.objects[number] = object;
  return object;
}
