/**
 * The C types that shared memory is made of, by the type codes of Python's `array` module and by the names of
 * `ctypes`. Sizes are those of 64-bit Linux: a long has 64 bits.
 */
import { invalidType, outOfRange } from '../errors';

type Numeric =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

export interface ViewConstructor<A extends Numeric = Numeric> {
  new (buffer: ArrayBufferLike, offset: number, length: number): A;
  readonly BYTES_PER_ELEMENT: number;
}

/** A simple C type: how a JavaScript value `T` is checked, and turned into an element of a view `A` and back. */
export interface CType<T = unknown, A extends Numeric = Numeric> {
  /** The name in `ctypes`. */
  readonly name: string;
  readonly code: string;
  /** Bytes. */
  readonly size: number;
  readonly View: ViewConstructor<A>;
  readonly kind: 'integer' | 'bigint' | 'float' | 'bool' | 'char' | 'wchar';
  /** The element for a value. Throws ERR_INVALID_ARG_TYPE for a wrong kind; integers wrap when they are stored. */
  encode(value: unknown, name: string): number | bigint;
  decode(element: number | bigint): T;
}

const toInteger = (value: unknown, name: string): number => {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw invalidType(name, 'an integer', value);
  return value;
};
const toBigInt = (value: unknown, name: string): bigint => {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  throw invalidType(name, 'a bigint or an integer', value);
};
const toFloat = (value: unknown, name: string): number => {
  if (typeof value !== 'number') throw invalidType(name, 'a number', value);
  return value;
};
const toBool = (value: unknown, name: string): number => {
  if (typeof value !== 'boolean' && typeof value !== 'number') throw invalidType(name, 'a boolean', value);
  return value ? 1 : 0;
};
const toChar = (value: unknown, name: string): number => {
  if (value instanceof Uint8Array && value.length === 1) return value[0] as number;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 256) return value;
  throw invalidType(name, 'a Buffer of one byte or an integer from 0 to 255', value);
};
const toCodePoint = (value: unknown, name: string): number => {
  if (typeof value !== 'string') throw invalidType(name, 'a string of one character', value);
  if ([...value].length !== 1) throw outOfRange(name, 'one character', JSON.stringify(value));
  return value.codePointAt(0) as number;
};
const asIs = (element: number | bigint): never => element as never;

function integer<A extends Numeric>(name: string, code: string, View: ViewConstructor<A>): CType<number, A> {
  const size = View.BYTES_PER_ELEMENT;
  return Object.freeze({ name, code, size, View, kind: 'integer', encode: toInteger, decode: asIs });
}
function long<A extends Numeric>(name: string, code: string, View: ViewConstructor<A>): CType<bigint, A> {
  return Object.freeze({ name, code, size: 8, View, kind: 'bigint', encode: toBigInt, decode: asIs });
}
function float<A extends Numeric>(name: string, code: string, View: ViewConstructor<A>): CType<number, A> {
  const size = View.BYTES_PER_ELEMENT;
  return Object.freeze({ name, code, size, View, kind: 'float', encode: toFloat, decode: asIs });
}

export const c_byte = integer('c_byte', 'b', Int8Array);
export const c_ubyte = integer('c_ubyte', 'B', Uint8Array);
export const c_short = integer('c_short', 'h', Int16Array);
export const c_ushort = integer('c_ushort', 'H', Uint16Array);
export const c_int = integer('c_int', 'i', Int32Array);
export const c_uint = integer('c_uint', 'I', Uint32Array);
export const c_long = long('c_long', 'l', BigInt64Array);
export const c_ulong = long('c_ulong', 'L', BigUint64Array);
export const c_longlong = long('c_longlong', 'q', BigInt64Array);
export const c_ulonglong = long('c_ulonglong', 'Q', BigUint64Array);
export const c_float = float('c_float', 'f', Float32Array);
export const c_double = float('c_double', 'd', Float64Array);
export const c_bool: CType<boolean, Uint8Array> = Object.freeze({
  name: 'c_bool',
  code: '?',
  size: 1,
  View: Uint8Array,
  kind: 'bool',
  encode: toBool,
  decode: (element: number | bigint) => element !== 0,
});
export const c_char: CType<Buffer, Uint8Array> = Object.freeze({
  name: 'c_char',
  code: 'c',
  size: 1,
  View: Uint8Array,
  kind: 'char',
  encode: toChar,
  decode: (element: number | bigint) => Buffer.from([Number(element)]),
});
export const c_wchar: CType<string, Uint32Array> = Object.freeze({
  name: 'c_wchar',
  code: 'u',
  size: 4,
  View: Uint32Array,
  kind: 'wchar',
  encode: toCodePoint,
  decode: (element: number | bigint) => textOf(Number(element)),
});
export const c_int8 = c_byte;
export const c_uint8 = c_ubyte;
export const c_int16 = c_short;
export const c_uint16 = c_ushort;
export const c_int32 = c_int;
export const c_uint32 = c_uint;
export const c_int64 = c_long;
export const c_uint64 = c_ulong;
export const c_ssize_t = c_long;
export const c_size_t = c_ulong;

const simple: readonly CType[] = [
  ...[c_char, c_byte, c_ubyte, c_wchar, c_short, c_ushort, c_int, c_uint],
  ...[c_long, c_ulong, c_longlong, c_ulonglong, c_float, c_double, c_bool],
];
const byCode = new Map(simple.map((type) => [type.code, type]));
const known = new Set<unknown>(simple);

/** The type for a type code or a ctypes type; undefined for anything else. */
export function simpleType(given: unknown): CType | undefined {
  if (typeof given === 'string') return byCode.get(given);
  return known.has(given) ? (given as CType) : undefined;
}

/** What a word that is no character at all reads as: U+FFFD. */
export function textOf(codePoint: number): string {
  return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : '\ufffd';
}
