/** Arrays of C values in shared memory: typed arrays over the mapping, at their native speed. */
import { constants } from 'node:buffer';
import { invalidType, outOfRange } from '../errors';
import { allocateBuffer } from '../memory';
import { checkInteger } from '../util/validate';
import { textOf, type CType } from './ctypes';

/** 2^40 bytes: beyond, no machine has the memory. Node 20 has no longer Buffers than 2^32. */
const MOST_BYTES = Math.min(2 ** 40, constants.MAX_LENGTH);

export type SharedView = ReturnType<typeof viewOver>;

/** The initial values of an array: a length, all zero, or the values. */
export type Initializer = number | Iterable<unknown> | ArrayLike<unknown>;

/** A typed array over fresh shared memory. */
export function makeView(type: CType, init: Initializer): SharedView {
  const values = typeof init === 'number' ? undefined : listOf(type, init);
  const length = checkLength(values === undefined ? init : values.length, type.size);
  const view = viewOver(type, allocateBuffer(length * type.size), 0, length);
  if (values !== undefined) fill(type, view, values);
  return view;
}

/** The same memory through another object, with what its type adds. */
export function viewOver(type: CType, buffer: ArrayBufferLike, offset: number, length: number) {
  const view = new type.View(buffer, offset, length);
  Object.defineProperty(view, 'toArray', {
    value: () => Array.from(view as ArrayLike<number | bigint>, (element) => type.decode(element)),
  });
  types.set(view, type);
  if (type.kind === 'char') addBytes(view as Uint8Array);
  if (type.kind === 'wchar') addText(view as Uint32Array);
  return view;
}

/** The C types of the views made here. */
const types = new WeakMap<object, CType>();
export function typeOfView(view: object): CType | undefined {
  return types.get(view);
}

export function checkLength(length: unknown, size: number): number {
  if (typeof length !== 'number') throw invalidType('sizeOrInitializer', 'a length or an iterable', length);
  return checkInteger(length, 'size', 0, Math.floor(MOST_BYTES / Math.max(1, size)));
}

function listOf(type: CType, init: unknown): ArrayLike<unknown> {
  if (type.kind === 'wchar' && typeof init === 'string') return [...init];
  if (typeof init === 'string' || init === null || typeof init !== 'object') {
    throw invalidType('sizeOrInitializer', 'a length or an iterable', init);
  }
  if (Array.isArray(init) || (ArrayBuffer.isView(init) && !(init instanceof DataView))) {
    return init as unknown as ArrayLike<unknown>;
  }
  if (Symbol.iterator in init) return [...(init as Iterable<unknown>)];
  throw invalidType('sizeOrInitializer', 'a length or an iterable', init);
}

function fill(type: CType, view: SharedView, values: ArrayLike<unknown>): void {
  if (values instanceof type.View) {
    (view as Uint8Array).set(values as unknown as Uint8Array);
    return;
  }
  for (let i = 0; i < values.length; i++) {
    (view as unknown as (number | bigint)[])[i] = type.encode(values[i], `element ${i}`);
  }
}

/** `value`: the bytes up to the first NUL. `raw`: all of them. Both copies. */
function addBytes(view: Uint8Array): void {
  const put = (given: unknown, name: string): number => {
    if (!(given instanceof Uint8Array)) throw invalidType(name, 'a Buffer', given);
    if (given.length > view.length) throw outOfRange(name, `at most ${view.length} bytes`, given.length);
    view.set(given);
    return given.length;
  };
  Object.defineProperties(view, {
    value: {
      get: () => {
        const end = view.indexOf(0);
        return Buffer.from(end < 0 ? view : view.subarray(0, end));
      },
      set: (given: unknown) => {
        const length = put(given, 'value');
        if (length < view.length) view[length] = 0;
      },
    },
    raw: { get: () => Buffer.from(view), set: (given: unknown) => void put(given, 'raw') },
  });
}

/** `value`: the characters up to the first NUL. */
function addText(view: Uint32Array): void {
  Object.defineProperty(view, 'value', {
    get: () => {
      const end = view.indexOf(0);
      return Array.from(end < 0 ? view : view.subarray(0, end), textOf).join('');
    },
    set: (given: unknown) => {
      if (typeof given !== 'string') throw invalidType('value', 'a string', given);
      const points = Array.from(given, (character) => character.codePointAt(0) as number);
      if (points.length > view.length) {
        throw outOfRange('value', `at most ${view.length} characters`, points.length);
      }
      view.set(points);
      if (points.length < view.length) view[points.length] = 0;
    },
  });
}
