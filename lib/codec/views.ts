/** The kinds of views on an ArrayBuffer by their number in messages. */
type ViewClass = new (buffer: ArrayBufferLike, offset: number, length?: number) => ArrayBufferView;

const names = [
  'DataView',
  'Uint8Array',
  'Int8Array',
  'Uint8ClampedArray',
  'Uint16Array',
  'Int16Array',
  'Uint32Array',
  'Int32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
  'Float16Array',
] as const;

export const viewClasses: readonly (ViewClass | undefined)[] = names.map(
  (name) => (globalThis as unknown as Record<string, ViewClass | undefined>)[name],
);

const kinds = new Map<string, number>(names.map((name, kind) => [name, kind]));
const tagOf = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype) as object,
  Symbol.toStringTag,
)?.get;

/** By what the view is, not by the class it says it has. */
export function viewKind(view: ArrayBufferView): number {
  return kinds.get((tagOf?.call(view) as string | undefined) ?? 'DataView') ?? 0;
}

export function elementSize(kind: number): number {
  return (viewClasses[kind] as unknown as { BYTES_PER_ELEMENT?: number })?.BYTES_PER_ELEMENT ?? 1;
}
