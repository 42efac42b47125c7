/** `Value`, `Array`, `RawValue`, `RawArray`: factory functions, as in Python. */
import { invalidType } from '../errors';
import { allocateBuffer } from '../memory';
import { checkLength, makeView, typeOfView, viewOver, type Initializer, type SharedView } from './array';
import { simpleType, type CType } from './ctypes';
import {
  fillStructure,
  isStructure,
  place,
  placeAll,
  recordsOf,
  sealRecords,
  sizeof,
  Structure,
  type FieldType,
  type StructureClass,
} from './structure';
import { chooseLock, synchronize, type LockOption, type Synchronized } from './synchronized';
import type { ArrayOf, ElementOf, TypeCode } from './type-codes';
import { makeSlot, rawCell, RawCell } from './value';

/** The lock of a shared value or array. */
export interface SharedOptions {
  /** `true` (default): an RLock of its own. `false`: none, the raw object. Or an existing lock. */
  lock?: LockOption | null;
}
export interface Unlocked {
  lock: false;
}

/** A number (bigint, boolean, string, Buffer) in shared memory with its lock. */
export interface SharedValue<T> extends Synchronized<RawCell<T>> {
  value: T;
}
/** What `Array` gives: a typed array over shared memory, with its lock. */
export type SharedArray<A> = A & Synchronized<A> & ArrayExtras<A>;
export interface ArrayExtras<A> {
  /** A plain array with the values of now. */
  toArray(): A extends { [index: number]: infer E } ? E[] : never;
}
/** Arrays of characters. */
export interface BytesExtras {
  /** The bytes up to the first NUL, a copy. Setting writes a NUL behind when there is room; ERR_OUT_OF_RANGE when it is too long. */
  value: Buffer;
  /** All bytes, a copy. */
  raw: Buffer;
}

/**
 * A C value in memory that this process shares with the children it forks afterwards. `type` is a type code
 * ('c b B u h H i I l L q Q f d ?'), a type of `ctypes` or a {@link Structure} class.
 *
 * `value` is read and written with one access to memory and never waits for the lock; `value++` is two accesses: hold the lock.
 * Integers wrap; a wrong kind throws ERR_INVALID_ARG_TYPE, an unknown type as well (Python: TypeError).
 *
 * Python: `multiprocessing.Value`.
 * @example
 * const total = Value('i', 0);
 * total.getLock().withSync(() => total.value++);
 */
export function Value<S extends Structure>(type: StructureClass<S>, init: unknown, options: Unlocked): S;
export function Value<S extends Structure>(
  type: StructureClass<S>,
  init?: unknown,
  options?: SharedOptions,
): S & Synchronized<S>;
export function Value<C extends TypeCode | CType>(
  type: C,
  init: unknown,
  options: Unlocked,
): RawCell<ElementOf<C>>;
export function Value<C extends TypeCode | CType>(
  type: C,
  init?: unknown,
  options?: SharedOptions,
): SharedValue<ElementOf<C>>;
export function Value(type: unknown, init?: unknown, options?: SharedOptions): unknown {
  const lock = chooseLock(checkOptions(options).lock);
  const raw = RawValue(type as TypeCode, init);
  return lock === null ? raw : synchronized(raw, lock);
}

/** A value without a lock. Python: `multiprocessing.RawValue`. */
export function RawValue<S extends Structure>(type: StructureClass<S>, init?: unknown): S;
export function RawValue<C extends TypeCode | CType>(type: C, init?: unknown): RawCell<ElementOf<C>>;
export function RawValue(type: unknown, init?: unknown): unknown {
  if (isStructure(type)) {
    const record = place(type, allocateBuffer(sizeof(type)), 0);
    if (init !== undefined) fillStructure(record, init);
    return record;
  }
  const simple = checkType(type);
  const cell = rawCell(simple, makeSlot(simple));
  if (init !== undefined) cell.value = init;
  return cell;
}

/**
 * An array of C values in memory that this process shares with the children it forks afterwards: a typed array over the
 * mapping, with `getLock()`, `getObj()` and `toArray()`; `Atomics` work on it. `sizeOrInitializer`
 * is a length (all zero) or the values. Elements are coerced as typed arrays do it; the initial values are checked
 * (ERR_INVALID_ARG_TYPE). ERR_OUT_OF_RANGE: a negative or impossible length. ENOMEM.
 *
 * 'c' arrays are made of bytes and have `value` (up to the first NUL) and `raw` (Buffers).
 * An array of a Structure is an array of records, which cannot be replaced: assign to their fields.
 *
 * Python: `multiprocessing.Array`.
 * @example
 * const squares = Array('i', [1, 4, 9]);
 * new Process({ target: () => (squares[0] = 100) }).start();
 */
export function SharedArrayOf<S extends Structure>(
  type: StructureClass<S>,
  sizeOrInitializer: Initializer,
  options?: SharedOptions,
): readonly S[] & Synchronized<readonly S[]>;
export function SharedArrayOf<C extends TypeCode | CType>(
  type: C,
  sizeOrInitializer: Initializer | string,
  options: Unlocked,
): ArrayOf<C> & ArrayExtras<ArrayOf<C>> & CharacterExtras<C>;
export function SharedArrayOf<C extends TypeCode | CType>(
  type: C,
  sizeOrInitializer: Initializer | string,
  options?: SharedOptions,
): SharedArray<ArrayOf<C>> & CharacterExtras<C>;
export function SharedArrayOf(type: unknown, sizeOrInitializer: unknown, options?: SharedOptions): unknown {
  const lock = chooseLock(checkOptions(options).lock);
  const raw = RawArray(type as TypeCode, sizeOrInitializer as Initializer) as object;
  return lock === null ? raw : synchronized(raw, lock);
}
export type CharacterExtras<C> = C extends 'c' | CType<Buffer>
  ? BytesExtras
  : C extends 'u'
    ? { value: string }
    : unknown;

/** An array without a lock. Python: `multiprocessing.RawArray`. */
export function RawArray<S extends Structure>(
  type: StructureClass<S>,
  sizeOrInitializer: Initializer,
): readonly S[];
export function RawArray<C extends TypeCode | CType>(
  type: C,
  sizeOrInitializer: Initializer | string,
): ArrayOf<C> & ArrayExtras<ArrayOf<C>> & CharacterExtras<C>;
export function RawArray(type: unknown, sizeOrInitializer: unknown): unknown {
  if (isStructure(type)) return structures(type, sizeOrInitializer as Initializer);
  return makeView(checkType(type), sizeOrInitializer as Initializer);
}

/**
 * Gives an object of shared memory a lock (a new RLock unless one is given). Python: `sharedctypes.synchronized`.
 * Throws ERR_INVALID_ARG_TYPE for anything that RawValue and RawArray do not make.
 */
export function synchronized<T>(raw: T, lock: LockOption = true): T & Synchronized<T> {
  const chosen = chooseLock(lock);
  if (chosen === null) throw invalidType('lock', 'a lock', lock);
  return sealRecords(synchronize(twin(raw) as object, chosen, () => raw) as T & Synchronized<T>);
}

/** New shared memory with the same contents, without a lock. Python: `sharedctypes.copy`. */
export function copy<T>(raw: T): T {
  if (raw instanceof RawCell) return RawValue(raw._type, raw.value) as T;
  if (raw instanceof Structure) {
    const Class = raw.constructor as StructureClass;
    return place(Class, copyBytes(raw._view), 0) as unknown as T;
  }
  const type = typeof raw === 'object' && raw !== null ? typeOfView(raw) : undefined;
  if (type === undefined) throw invalidType('obj', 'an object in shared memory', raw);
  const view = raw as unknown as SharedView;
  return viewOver(type, copyBytes(view), 0, view.length) as unknown as T;
}

/** Another object over the same memory: what a lock is tied to is not the raw object itself. */
function twin(raw: unknown): unknown {
  if (raw instanceof RawCell) return rawCell(raw._type, raw._slot);
  if (raw instanceof Structure) {
    return place(raw.constructor as StructureClass, raw._view.buffer, raw._view.byteOffset);
  }
  const records = typeof raw === 'object' && raw !== null ? recordsOf(raw) : undefined;
  if (records !== undefined) return placeAll(records.Class, records.buffer, records.offset, records.length);
  const type = typeof raw === 'object' && raw !== null ? typeOfView(raw) : undefined;
  if (type === undefined) throw invalidType('obj', 'an object in shared memory', raw);
  const view = raw as SharedView;
  return viewOver(type, view.buffer, view.byteOffset, view.length);
}

function structures(Class: StructureClass, given: Initializer): readonly Structure[] {
  const size = sizeof(Class);
  const values = typeof given === 'number' ? undefined : [...(given as Iterable<unknown>)];
  const length = checkLength(values === undefined ? given : values.length, size);
  const buffer = allocateBuffer(length * size);
  const records = placeAll(Class, buffer, 0, length);
  values?.forEach((value, i) => fillStructure(records[i] as Structure, value));
  return sealRecords(records);
}

function copyBytes(view: ArrayBufferView): ArrayBuffer {
  const buffer = allocateBuffer(view.byteLength);
  new Uint8Array(buffer).set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  return buffer;
}

function checkType(type: unknown): CType {
  const simple = simpleType(type);
  if (simple !== undefined) return simple;
  const shown =
    typeof type === 'string'
      ? `a known type code ("${type}" is none)`
      : 'a type code, a type of ctypes or a Structure';
  throw invalidType('type', shown, type);
}

function checkOptions(options: SharedOptions | undefined): SharedOptions {
  if (options === undefined) return {};
  if (typeof options !== 'object' || options === null) throw invalidType('options', 'an object', options);
  return options;
}
export type { FieldType };
