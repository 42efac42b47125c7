/** Records of C values in shared memory, laid out as a C compiler would. */
import { inspect } from 'node:util';
import { invalidType, outOfRange } from '../errors';
import { allocateBuffer } from '../memory';
import { viewOver } from './array';
import { simpleType, type CType } from './ctypes';

export type StructureClass<S extends Structure = Structure> = (new (...init: never[]) => S) & {
  readonly fields: readonly Field[];
};

/** An array as a field's type. Made by {@link array}. */
export interface ArrayType {
  readonly element: FieldType;
  readonly length: number;
}
export type FieldType = CType | string | StructureClass | ArrayType;
export type Field = readonly [name: string, type: FieldType];

interface Placement {
  buffer: ArrayBufferLike;
  offset: number;
}
interface Layout {
  size: number;
  align: number;
  fields: { name: string; type: FieldType; offset: number }[];
}

/** An array of `length` elements as the type of a field. Python: `c_int * 3`. */
export function array(element: FieldType, length: number): ArrayType {
  return Object.freeze({ element, length });
}

/** Bytes that a type takes in memory. Python: `ctypes.sizeof`. */
export function sizeof(type: FieldType): number {
  return measure(type).size;
}

let placement: Placement | undefined;

/**
 * A record with named fields in shared memory. A subclass lists them: `static fields = [['x', ctypes.c_double], …]`;
 * types are those of `ctypes`, type codes, other Structures and `ctypes.array(type, length)`.
 * Python: `ctypes.Structure`.
 * @example
 * class Point extends Structure {
 *   static fields = [['x', ctypes.c_double], ['y', ctypes.c_double]];
 * }
 * const point = Value(Point, [1, 2]);
 * point.x += 1;
 */
export class Structure {
  static readonly fields: readonly Field[] = [];
  /** @internal */
  declare readonly _view: DataView;

  /** Values for the first fields, in order, or one object with values by name. */
  constructor(...init: unknown[]) {
    const layout = layoutOf(new.target as unknown as StructureClass);
    const at = placement ?? { buffer: allocateBuffer(layout.size), offset: 0 };
    placement = undefined;
    const view = new DataView(at.buffer, at.offset, layout.size);
    Object.defineProperty(this, '_view', { value: view });
    if (init.length > 0) assign(this, layout, init);
  }

  [inspect.custom](): string {
    const shown = layoutOf(this.constructor as StructureClass).fields.map(
      ({ name }) => `${name}: ${inspect((this as unknown as Record<string, unknown>)[name])}`,
    );
    return `${this.constructor.name} { ${shown.join(', ')} }`;
  }
}

/** A record over memory that exists. */
export function place<S extends Structure>(
  Class: StructureClass<S>,
  buffer: ArrayBufferLike,
  offset: number,
): S {
  layoutOf(Class);
  placement = { buffer, offset };
  try {
    return new (Class as unknown as new () => S)();
  } finally {
    placement = undefined;
  }
}

/** Records that lie one behind the other, and what is known of such an array. */
interface Records {
  Class: StructureClass;
  buffer: ArrayBufferLike;
  offset: number;
  length: number;
}
const arrays = new WeakMap<object, Records>();
export function recordsOf(array: object): Records | undefined {
  return arrays.get(array);
}

export function placeAll(
  Class: StructureClass,
  buffer: ArrayBufferLike,
  offset: number,
  length: number,
): readonly Structure[] {
  const size = sizeof(Class);
  const records = Array.from({ length }, (_, i) => place(Class, buffer, offset + i * size));
  arrays.set(records, { Class, buffer, offset, length });
  return records;
}

/** An element of such an array cannot be replaced: that would be seen by this process alone. */
export function sealRecords<T>(target: T): T {
  return Array.isArray(target) ? Object.freeze(target) : target;
}

export function isStructure(type: unknown): type is StructureClass {
  return typeof type === 'function' && type.prototype instanceof Structure;
}

export function fillStructure(target: Structure, init: unknown): void {
  const layout = layoutOf(target.constructor as StructureClass);
  assign(target, layout, Array.isArray(init) ? init : [init]);
}

const layouts = new WeakMap<StructureClass, Layout>();
const watchers: ((Class: StructureClass) => void)[] = [];

/** `watcher` hears of each class when it is first used. */
export function watchClasses(watcher: (Class: StructureClass) => void): void {
  watchers.push(watcher);
}

function layoutOf(Class: StructureClass): Layout {
  const known = layouts.get(Class);
  if (known !== undefined) return known;
  const layout: Layout = { size: 0, align: 1, fields: [] };
  if (!Array.isArray(Class.fields)) throw invalidType('fields', 'an array of [name, type]', Class.fields);
  for (const [name, type] of Class.fields as readonly Field[]) {
    if (typeof name !== 'string') throw invalidType('a field', 'a [name, type]', name);
    const { size, align } = measure(type);
    const offset = roundUp(layout.size, align);
    layout.fields.push({ name, type, offset });
    layout.size = offset + size;
    layout.align = Math.max(layout.align, align);
    Object.defineProperty(Class.prototype, name, accessor(name, type, offset));
  }
  layout.size = roundUp(layout.size, layout.align);
  layouts.set(Class, layout);
  for (const watcher of watchers) watcher(Class);
  return layout;
}

function measure(type: FieldType): { size: number; align: number } {
  const simple = simpleType(type);
  if (simple !== undefined) return { size: simple.size, align: simple.size };
  if (isStructure(type)) return layoutOf(type);
  if (typeof type === 'object' && type !== null && 'element' in type) {
    const { size, align } = measure(type.element);
    return { size: size * type.length, align };
  }
  throw invalidType('type', 'a type code, a type of ctypes or a Structure', type);
}

function accessor(name: string, type: FieldType, offset: number): PropertyDescriptor {
  const simple = simpleType(type);
  if (simple !== undefined) return simpleAccessor(name, simple, offset);
  return {
    configurable: true,
    enumerable: true,
    get(this: Structure) {
      const { buffer, byteOffset } = this._view;
      return part(type, buffer, byteOffset + offset);
    },
    set(this: Structure, value: unknown) {
      const { buffer, byteOffset } = this._view;
      copyInto(part(type, buffer, byteOffset + offset), value, name);
    },
  };
}

function simpleAccessor(name: string, type: CType, offset: number): PropertyDescriptor {
  const method = type.View.name.replace('Array', '') as 'Float64';
  const get = DataView.prototype[`get${method}`] as (this: DataView, at: number, little: boolean) => number;
  const set = DataView.prototype[`set${method}`] as (
    this: DataView,
    at: number,
    value: number | bigint,
    little: boolean,
  ) => void;
  return {
    configurable: true,
    enumerable: true,
    get(this: Structure) {
      return type.decode(get.call(this._view, offset, true));
    },
    set(this: Structure, value: unknown) {
      set.call(this._view, offset, type.encode(value, name), true);
    },
  };
}

function part(type: FieldType, buffer: ArrayBufferLike, offset: number): object {
  if (isStructure(type)) return place(type, buffer, offset);
  const { element, length } = type as ArrayType;
  const simple = simpleType(element);
  if (simple !== undefined) return viewOver(simple, buffer, offset, length);
  const { size } = measure(element);
  return Array.from({ length }, (_, i) => part(element, buffer, offset + i * size));
}

function copyInto(target: object, value: unknown, name: string): void {
  if (target instanceof Structure) return fillStructure(target, value);
  if (typeof value !== 'object' || value === null) throw invalidType(name, 'an array', value);
  if (ArrayBuffer.isView(target)) {
    const bytes = value as ArrayLike<number>;
    const view = target as Uint8Array;
    if (bytes.length > view.length) throw outOfRange(name, `at most ${view.length} elements`, bytes.length);
    view.set(bytes);
    return;
  }
  (target as object[]).forEach((item, i) => copyInto(item, (value as unknown[])[i], `${name}[${i}]`));
}

function assign(target: Structure, layout: Layout, init: readonly unknown[]): void {
  const record = target as unknown as Record<string, unknown>;
  const [only] = init;
  if (init.length === 1 && typeof only === 'object' && only !== null && !ArrayBuffer.isView(only)) {
    for (const [name, value] of Object.entries(only)) {
      if (!layout.fields.some((field) => field.name === name)) {
        throw outOfRange('initializer', 'made of known fields', name);
      }
      record[name] = value;
    }
    return;
  }
  if (init.length > layout.fields.length) {
    throw outOfRange('initializer', `at most ${layout.fields.length} values`, init.length);
  }
  init.forEach((value, i) => {
    record[(layout.fields[i] as { name: string }).name] = value;
  });
}

function roundUp(value: number, align: number): number {
  return Math.ceil(value / align) * align;
}
