/**
 * First bytes of the codec's values (docs/value-format.md). A byte from 0x80 up is a whole value: the integer in its
 * low seven bits. Numbers in a message are little-endian; a *count* is an unsigned LEB128 of at most 53 bits.
 */
export const END = 0x00; // of the entries of an object, array, Map, Set or error
export const UNDEFINED = 0x01;
export const NULL = 0x02;
export const TRUE = 0x03;
export const FALSE = 0x04;
export const INT32 = 0x05;
export const FLOAT64 = 0x06;
export const BIGINT64 = 0x07; // int64
export const BIGINT = 0x08; // sign byte, string of hexadecimal digits
export const LATIN1_8 = 0x09; // u8 length, a byte a character
export const UTF16_8 = 0x0a; // u8 length in code units
export const LATIN1 = 0x0b; // count of characters
export const UTF8 = 0x0c; // count of bytes
export const UTF16 = 0x0d; // count of code units

// From here on every value has a number, in the order of their first bytes; REF names one.
export const REF = 0x0e;
export const OBJECT = 0x10; // (key, value)*, END
export const ARRAY = 0x11; // count, values or HOLEs, then as OBJECT
export const ARRAY_PLAIN = 0x12; // the same without keys
export const SPARSE_ARRAY = 0x13; // count, then as OBJECT
export const HOLE = 0x14;
export const MAP = 0x15; // (key, value)*, END
export const SET = 0x16; // value*, END
export const DATE = 0x17; // float64
export const REGEXP = 0x18; // source, flags
export const BOXED = 0x19; // the primitive
export const BUFFER = 0x1a; // count, bytes
export const ARRAY_BUFFER = 0x1b; // count, bytes
export const RESIZABLE_BUFFER = 0x1c; // count of the maximum, count, bytes
export const VIEW = 0x1d; // kind, its buffer, byte offset, length in elements
export const ERROR = 0x1e; // lib/codec/write-error.ts
export const TRANSFERABLE = 0x1f; // name, data

/** Keys of an object: END, or a length up to this with as many ASCII bytes, or KEY_VALUE and a string value. */
export const KEY_MAX = 0xf0;
export const KEY_VALUE = 0xff;

/** How deep values may nest: structuredClone itself gives up somewhere above, in a stack of the default size. */
export const MAX_DEPTH = 1000;
/** Shorter strings are written character by character: an engine call costs more. */
export const SHORT_STRING = 0x40;
