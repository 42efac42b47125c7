/** From a value to bytes: the semantics of structuredClone, for another process. */
import { types } from 'node:util';
import { dataCloneError } from './fail';
import { writeArray } from './write-array';
import { writeError } from './write-error';
import { writeBuffer, writeArrayBuffer, writeView } from './write-memory';
import { writePlain } from './write-plain';
import { writeString } from './write-string';
import * as tag from './tags';
import {
  type Naming,
  NAMED,
  type Registered,
  transferableByLook,
  transferableByPrototype,
} from './transferable';
import type { Writer } from './writer';

// Fetched once: each look into a module of Node is a search.
const { isProxy } = types;
const { MAX_DEPTH } = tag;
const BufferPrototype = Buffer.prototype;
const ObjectPrototype = Object.prototype;
const { getPrototypeOf } = Object;
const { toString } = ObjectPrototype;
const tagOf = (value: object): string => toString.call(value);

export function writeValue(w: Writer, value: unknown): void {
  // The engine is quicker with comparisons than with a switch.
  if (typeof value === 'number') writeNumber(w, value);
  else if (typeof value === 'string') writeString(w, value);
  else if (typeof value === 'boolean') w.byte(value ? tag.TRUE : tag.FALSE);
  else if (value === undefined) w.byte(tag.UNDEFINED);
  else if (value === null) w.byte(tag.NULL);
  else if (typeof value === 'object') writeObject(w, value);
  else if (typeof value === 'bigint') writeBigInt(w, value);
  else if (typeof value === 'function' && w.attachments?.heir !== undefined) {
    writeNamed(w, value, w.attachments.heir);
  } else throw dataCloneError(`${shown(value)} could not be cloned.`);
}

/** A function or class on its way to a process that is being started: the name under which a module exports it. */
function writeNamed(w: Writer, value: object, naming: Naming): void {
  const number = w.numberOf(value);
  if (number >= 0) return writeReference(w, number);
  const reference = naming.refer(value);
  w.byte(tag.TRANSFERABLE);
  writeString(w, NAMED);
  writeValue(w, reference);
}

function shown(value: unknown): string {
  if (typeof value === 'symbol') return String(value);
  const text = Function.prototype.toString.call(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function writeNumber(w: Writer, value: number): void {
  if ((value | 0) !== value || (value === 0 && 1 / value < 0)) {
    w.byte(tag.FLOAT64);
    w.float(value);
  } else if (value >= 0 && value < 0x80) {
    w.byte(0x80 | value);
  } else {
    w.reserve(5);
    w.bytes[w.at] = tag.INT32;
    w.view.setInt32(w.at + 1, value, true);
    w.at += 5;
  }
}

function writeBigInt(w: Writer, value: bigint): void {
  if (BigInt.asIntN(64, value) === value) {
    w.reserve(9);
    w.bytes[w.at] = tag.BIGINT64;
    w.view.setBigInt64(w.at + 1, value, true);
    w.at += 9;
    return;
  }
  w.byte(tag.BIGINT);
  w.byte(value < 0n ? 1 : 0);
  writeString(w, (value < 0n ? -value : value).toString(16));
}

export function writeObject(w: Writer, value: object): void {
  const number = w.numberOf(value);
  if (number >= 0) return writeReference(w, number);
  if (++w.depth > MAX_DEPTH) throw tooDeep();
  if (isProxy(value)) writeProxy(w, value);
  else {
    const prototype = getPrototypeOf(value) as object | null;
    if (prototype === ObjectPrototype && toString.call(value) === '[object Object]')
      writePlain(w, value, prototype, writeValue);
    else writeOther(w, value, prototype);
  }
  w.depth--;
}

function writeReference(w: Writer, number: number): void {
  w.byte(tag.REF);
  w.count(number);
}

function tooDeep(): RangeError {
  return new RangeError(`values nested deeper than ${MAX_DEPTH} cannot be sent`);
}

function writeOther(w: Writer, value: object, prototype: object | null): void {
  if (w.attachments !== undefined && writeSharedArray(w, value)) return;
  if (Array.isArray(value)) writeArray(w, value, writeValue);
  else if (prototype === BufferPrototype) writeBuffer(w, value as Buffer);
  else writeSpecial(w, value, prototype);
}

function writeProxy(w: Writer, value: object): void {
  const entry = transferableByLook(value);
  if (entry === undefined) throw dataCloneError('#<Object> could not be cloned.');
  writeTransferable(w, value, entry);
}

/** An array in shared memory, where its descriptor can go along; elsewhere it is copied. */
function writeSharedArray(w: Writer, value: object): boolean {
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) return false;
  const entry = transferableByLook(value);
  if (entry === undefined) return false;
  writeTransferable(w, value, entry);
  return true;
}

function writeSpecial(w: Writer, value: object, prototype: object | null): void {
  if (types.isDate(value)) {
    w.byte(tag.DATE);
    w.float(Date.prototype.getTime.call(value));
  } else if (types.isMap(value)) writeMap(w, value);
  else if (types.isSet(value)) writeSet(w, value);
  else if (types.isNativeError(value) || value instanceof DOMException) writeError(w, value, writeValue);
  else if (types.isAnyArrayBuffer(value)) writeArrayBuffer(w, value);
  else if (ArrayBuffer.isView(value)) writeView(w, value, writeValue);
  else if (types.isRegExp(value)) {
    w.byte(tag.REGEXP);
    writeString(w, value.source);
    writeString(w, value.flags);
  } else if (types.isBoxedPrimitive(value)) writeBoxed(w, value);
  else {
    const entry = transferableByPrototype(prototype);
    if (entry !== undefined) writeTransferable(w, value, entry);
    else if (isBoundToItsProcess(value)) throw dataCloneError(`${nameOf(value)} could not be cloned.`);
    else writePlain(w, value, prototype, writeValue);
  }
}

function writeMap(w: Writer, map: ReadonlyMap<unknown, unknown>): void {
  w.byte(tag.MAP);
  // A copy first: a getter met below may change the Map.
  for (const [key, value] of [...Map.prototype.entries.call(map)]) {
    writeValue(w, key);
    writeValue(w, value);
  }
  w.byte(tag.END);
}

function writeSet(w: Writer, set: ReadonlySet<unknown>): void {
  w.byte(tag.SET);
  for (const value of [...Set.prototype.values.call(set)]) writeValue(w, value);
  w.byte(tag.END);
}

function writeBoxed(w: Writer, value: object): void {
  w.byte(tag.BOXED);
  if (types.isNumberObject(value)) writeNumber(w, Number.prototype.valueOf.call(value));
  else if (types.isStringObject(value)) writeString(w, String.prototype.valueOf.call(value));
  else if (types.isBooleanObject(value)) w.byte(Boolean.prototype.valueOf.call(value) ? tag.TRUE : tag.FALSE);
  else if (types.isBigIntObject(value)) writeBigInt(w, BigInt.prototype.valueOf.call(value));
  else throw dataCloneError('a Symbol object could not be cloned.');
}

function writeTransferable(w: Writer, value: object, entry: Registered): void {
  const data = entry.encode(value, w.attachments);
  w.byte(tag.TRANSFERABLE);
  writeString(w, entry.name);
  writeValue(w, data);
}

const bound = new Set([
  ...[
    'Arguments',
    'Promise',
    'WeakMap',
    'WeakSet',
    'WeakRef',
    'FinalizationRegistry',
    'Module',
    'Atomics',
    'Reflect',
  ],
  ...['Generator', 'AsyncGenerator', 'Array Iterator', 'Map Iterator', 'Set Iterator', 'String Iterator'],
  ...[
    'RegExp String Iterator',
    'Iterator Helper',
    'Iterator Wrap',
    'Async-from-Sync Iterator',
    'WebAssembly.Module',
  ],
  ...[
    'WebAssembly.Instance',
    'WebAssembly.Memory',
    'WebAssembly.Table',
    'WebAssembly.Global',
    'Blob',
    'File',
  ],
]);

/** Objects of the engine or of Node that mean nothing elsewhere. */
function isBoundToItsProcess(value: object): boolean {
  if (types.isPromise(value) || types.isWeakMap(value) || types.isWeakSet(value)) return true;
  if (types.isGeneratorObject(value) || types.isExternal(value) || types.isModuleNamespaceObject(value))
    return true;
  if (types.isKeyObject(value) || types.isCryptoKey(value)) return true;
  if (value instanceof MessagePort || value instanceof BroadcastChannel) return true;
  const name = tagOf(value).slice(8, -1);
  return bound.has(name) || name.startsWith('Intl.');
}

function nameOf(value: object): string {
  const name = (value as { constructor?: { name?: unknown } }).constructor?.name;
  return `#<${typeof name === 'string' && name !== '' ? name : 'Object'}>`;
}
