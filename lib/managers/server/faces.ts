/** What clients may do with an object, by its face: one operation, one answer. */
import { inspect } from 'node:util';
import type { Operation } from '../protocol';
import { shown } from '../references';
import { RemoteError } from '../protocol';
import type { Caller } from './caller';
import type { Entry } from './entry';

/** Methods of arrays that need no function of the client. */
const LIST_METHODS = new Set(
  (
    'at concat copyWithin fill flat includes indexOf join lastIndexOf pop push reverse shift slice sort splice toReversed ' +
    'toSorted toSpliced unshift with toString'
  ).split(' '),
);
const ARRAY_METHODS = new Set(
  'at fill includes indexOf join lastIndexOf reverse set slice sort subarray toReversed toSorted with'.split(
    ' ',
  ),
);
const MAP_METHODS = new Set('get set has delete clear'.split(' '));
const SET_METHODS = new Set('add has delete clear'.split(' '));

type Indexed = Record<string, unknown>;

export function perform(
  entry: Entry,
  caller: Caller,
  operation: Operation,
  name: unknown,
  argument: unknown,
): unknown {
  switch (operation) {
    case 'text':
      return inspect(shown(entry.object), { ...(argument as object), customInspect: true });
    case 'value':
      return snapshot(entry);
    case 'call':
      return call(entry, caller, String(name), argument as unknown[]);
    default:
      return property(entry, operation, String(name), argument);
  }
}

/** A copy of what is in it: iteration and spreading on the client work on that. */
function snapshot(entry: Entry): unknown {
  const { object, face } = entry;
  if (face === 'dict' || face === 'namespace') return { ...object };
  if (face === 'list' || face === 'array') return Array.from(object as ArrayLike<unknown>);
  return object;
}

function call(entry: Entry, caller: Caller, name: string, args: unknown[]): unknown {
  const { object, face } = entry;
  const method = methodOf(entry, name);
  if (method === null) throw new TypeError(`${entry.typeid} has no method ${name} here`);
  if (face === 'list') return answer(object, Reflect.apply(method, object, args));
  return Reflect.apply(method, object, entry.managed ? [caller, ...args] : args);
}

/** A list that returns itself would be copied in vain. */
function answer(object: object, result: unknown): unknown {
  return result === object ? ITSELF : result;
}
/** Stands for "the object you called". */
export const ITSELF = Symbol('itself');

function methodOf(entry: Entry, name: string): ((...args: unknown[]) => unknown) | null {
  const { face, object, exposed } = entry;
  const known = { list: LIST_METHODS, array: ARRAY_METHODS, map: MAP_METHODS, set: SET_METHODS }[
    face as 'list'
  ];
  if (known !== undefined) {
    if (!known.has(name) || (exposed !== null && !exposed.includes(name))) return null;
  } else if ((face !== 'object' && face !== 'pool') || !isExposed(entry, name)) return null;
  const method = (object as Indexed)[name];
  return typeof method === 'function' ? (method as (...args: unknown[]) => unknown) : null;
}

function property(entry: Entry, operation: Operation, name: string, value: unknown): unknown {
  const object = entry.object as Indexed;
  if (!isOpen(entry, name)) {
    if (operation === 'get' || operation === 'has') return operation === 'get' ? undefined : false;
    if (operation !== 'keys') throw new TypeError(`${name} of ${entry.typeid} cannot be changed here`);
  }
  switch (operation) {
    case 'get':
      return object[name];
    case 'set':
      object[name] = value;
      return true;
    case 'has':
      return entry.face === 'dict' ? Object.hasOwn(object, name) : name in object;
    case 'delete':
      return Reflect.deleteProperty(object, name);
    case 'keys':
      return Object.keys(object).filter((key) => isOpen(entry, key));
    default:
      throw new RemoteError(`no operation ${String(operation)}`, 'ERR_BAD_MESSAGE');
  }
}

/** Which properties a client sees: entries of dicts, indices of lists, fields of other objects, but never a method. */
function isOpen(entry: Entry, name: string): boolean {
  switch (entry.face) {
    case 'dict':
      return true;
    case 'namespace':
      return true;
    case 'list':
    case 'array':
      return name === 'length' || /^(0|[1-9]\d*)$/.test(name);
    case 'map':
    case 'set':
      return name === 'size';
    case 'pool':
      return name === 'processes';
    case 'object':
      return isExposed(entry, name) && typeof (entry.object as Indexed)[name] !== 'function';
  }
}

/** Names of the methods that clients may call. */
export function methodsOf(object: object, exposed: readonly string[] | null): string[] {
  const names = new Set<string>();
  for (
    let p: object | null = object;
    p !== null && p !== Object.prototype;
    p = Object.getPrototypeOf(p) as object | null
  ) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(p))) {
      if (typeof value === 'function' && isAllowed(exposed, name)) names.add(name);
    }
  }
  return [...names];
}

function isExposed(entry: Entry, name: string): boolean {
  return isAllowed(entry.exposed, name);
}

/** Without a list of names: what does not begin with an underscore and is not what every object has. */
function isAllowed(exposed: readonly string[] | null, name: string): boolean {
  if (exposed !== null) return exposed.includes(name);
  return !name.startsWith('_') && name !== 'constructor' && !(name in Object.prototype);
}
