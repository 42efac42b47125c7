/** Which JavaScript type stands for which C type, at compile time. */
import type { CType } from './ctypes';

interface Codes {
  c: [Buffer, Uint8Array];
  b: [number, Int8Array];
  B: [number, Uint8Array];
  u: [string, Uint32Array];
  h: [number, Int16Array];
  H: [number, Uint16Array];
  i: [number, Int32Array];
  I: [number, Uint32Array];
  l: [bigint, BigInt64Array];
  L: [bigint, BigUint64Array];
  q: [bigint, BigInt64Array];
  Q: [bigint, BigUint64Array];
  f: [number, Float32Array];
  d: [number, Float64Array];
  '?': [boolean, Uint8Array];
}

/** The type codes of Python's `array` module. */
export type TypeCode = keyof Codes;

/** What `value` of a Value of this type is. */
export type ElementOf<C> = C extends TypeCode ? Codes[C][0] : C extends CType<infer T> ? T : never;

/** The typed array that an Array of this type is. */
export type ArrayOf<C> = C extends TypeCode ? Codes[C][1] : C extends CType<unknown, infer A> ? A : never;
