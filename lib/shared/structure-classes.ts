/** Classes of records by what they look like: a message describes the class, the receiver finds its own or makes one. */
import { badMessage } from '../codec';
import { simpleType } from './ctypes';
import {
  type ArrayType,
  type FieldType,
  isStructure,
  sizeof,
  Structure,
  type StructureClass,
  watchClasses,
} from './structure';

/** A type code, a record, or an array of one of them. */
export type Described =
  | string
  | { name: string; fields: [name: string, type: Described][] }
  | { element: Described; length: number };

export function describe(type: FieldType): Described {
  const simple = simpleType(type);
  if (simple !== undefined) return simple.code;
  if (isStructure(type)) {
    return { name: type.name, fields: type.fields.map(([name, field]) => [name, describe(field)]) };
  }
  const { element, length } = type as ArrayType;
  return { element: describe(element), length };
}

/** Classes that have been used here. */
const known = new Map<string, WeakRef<StructureClass>>();
watchClasses((Class) => {
  const key = JSON.stringify(describe(Class));
  if (known.get(key)?.deref() === undefined) known.set(key, new WeakRef(Class));
});

/** The class of that name and with those fields that is in use here, or a new one. Throws ERR_BAD_MESSAGE. */
export function classFor(described: unknown): StructureClass {
  const type = typeFor(described);
  if (!isStructure(type)) throw badMessage('a record of no class');
  return type;
}

function typeFor(described: unknown): FieldType {
  if (typeof described === 'string' && simpleType(described) !== undefined) return described;
  if (typeof described !== 'object' || described === null) throw badMessage('a field of no type');
  const { name, fields, element, length } = described as Record<string, unknown>;
  if (element !== undefined) {
    if (!Number.isSafeInteger(length) || (length as number) < 0) throw badMessage('a field without a length');
    return { element: typeFor(element), length: length as number };
  }
  const wellFormed =
    typeof name === 'string' && Array.isArray(fields) && fields.length <= 10_000 && fields.every(isField);
  if (!wellFormed) throw badMessage('a record without fields');
  const found = known.get(JSON.stringify({ name, fields }))?.deref();
  if (found !== undefined) return found;
  const made = fields.map(([key, field]) => [key, typeFor(field)] as const);
  const { [name]: Class } = { [name]: class extends Structure {} };
  Object.defineProperty(Class, 'fields', { value: made });
  if (!Number.isSafeInteger(sizeof(Class as StructureClass))) throw badMessage('a record too large');
  return Class as StructureClass;
}

function isField(field: unknown): field is [string, unknown] {
  return Array.isArray(field) && field.length === 2 && typeof field[0] === 'string';
}
