/** Argument checks that run before any system call. Wrong kind: ERR_INVALID_ARG_TYPE; wrong value: ERR_OUT_OF_RANGE. */
import { types } from 'node:util';
import { invalidType, outOfRange } from '../errors';

/** An integer in [min, max]; the default range is that of C's int. */
export function checkInteger(value: unknown, name: string, min = -0x80000000, max = 0x7fffffff): number {
  if (typeof value !== 'number') throw invalidType(name, 'an integer', value);
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value);
  if (value < min || value > max) throw outOfRange(name, `between ${min} and ${max}`, value);
  return value;
}

/** A file descriptor: an integer not below zero. */
export function checkFd(value: unknown, name = 'fd'): number {
  return checkInteger(value, name, 0);
}

/** A finite or infinite number that is not NaN. */
export function checkNumber(value: unknown, name: string): number {
  if (typeof value !== 'number') throw invalidType(name, 'a number', value);
  if (Number.isNaN(value)) throw outOfRange(name, 'a number', value);
  return value;
}

export function checkBoolean(value: unknown, name: string): boolean {
  if (typeof value !== 'boolean') throw invalidType(name, 'a boolean', value);
  return value;
}

/** A string without NUL bytes. */
export function checkString(value: unknown, name: string): string {
  if (typeof value !== 'string') throw invalidType(name, 'a string', value);
  if (value.includes('\0')) throw outOfRange(name, 'without NUL bytes', JSON.stringify(value));
  return value;
}

/** Options, whatever their keys. */
export function checkObject<T extends object>(value: T, name: string): T {
  if (typeof value !== 'object' || (value as unknown) === null) throw invalidType(name, 'an object', value);
  return value;
}

export function checkFunction<T extends (...args: never[]) => unknown>(value: T, name: string): T {
  if (typeof value !== 'function') throw invalidType(name, 'a function', value);
  return value;
}

/** What a function has given to a call that blocks: a promise would count as true there, and nobody would hear of it. */
export function checkNotAsync<T>(given: T, fn: () => T, name: string): T {
  if (!types.isPromise(given)) return given;
  given.catch(() => {});
  throw invalidType(name, 'a function that is not async, for a call that blocks', fn);
}

/** The bytes of a Buffer, typed array, DataView or ArrayBuffer; a string counts as UTF-8. No copy but for strings. */
export function toBytes(value: unknown, name: string): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return Buffer.from(value, 'utf8');
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) return new Uint8Array(value);
  throw invalidType(name, 'a Buffer, typed array, ArrayBuffer or string', value);
}
