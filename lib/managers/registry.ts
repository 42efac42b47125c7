/** The types that a manager can make. */
import type { Face } from './protocol';

/** How clients may use a registered type. */
export interface TypeOptions {
  /** Names that clients may use. Default: everything public, that is, without a leading underscore. */
  exposed?: readonly string[] | null;
  /** Methods whose result stays in the server; clients get a proxy of the type named. */
  methodToTypeid?: Readonly<Record<string, string>>;
}

export interface RegisteredType {
  /** Makes the object; null for clients that only use the type. */
  readonly make: ((...args: unknown[]) => unknown) | null;
  readonly face: Face;
  readonly exposed: readonly string[] | null;
  readonly managed: boolean;
  readonly methodToTypeid: Readonly<Record<string, string>>;
}

export type Registry = ReadonlyMap<string, RegisteredType>;

/** A class is constructed, a function is called. */
export function makerOf(callable: unknown): ((...args: unknown[]) => unknown) | null {
  if (callable === undefined || callable === null) return null;
  if (isClass(callable)) return (...args) => Reflect.construct(callable, args) as object;
  return callable as (...args: unknown[]) => unknown;
}

type Constructor = new (...args: unknown[]) => object;

/** Classes and the constructors of the language (`Map`) cannot lose their prototype; those of old have methods in it. */
function isClass(callable: unknown): callable is Constructor {
  if (typeof callable !== 'function') return false;
  const own = Object.getOwnPropertyDescriptor(callable, 'prototype');
  if (own === undefined) return false;
  if (own.writable === false) return true;
  const prototype = own.value as unknown;
  if (typeof prototype !== 'object' || prototype === null || !Object.hasOwn(prototype, 'constructor'))
    return false;
  return (
    Object.getOwnPropertyNames(prototype).length > 1 || Object.getPrototypeOf(prototype) !== Object.prototype
  );
}

/** What an object is to clients. A plain object that has methods is no dict: functions cannot be sent. */
export function faceOf(object: object): Face {
  if (Array.isArray(object)) return 'list';
  if (object instanceof Map) return 'map';
  if (object instanceof Set) return 'set';
  if (ArrayBuffer.isView(object)) return 'array';
  const prototype = Object.getPrototypeOf(object) as unknown;
  if (prototype !== null && prototype !== Object.prototype) return 'object';
  const own = Object.values(Object.getOwnPropertyDescriptors(object));
  return own.some(({ value }) => typeof value === 'function') ? 'object' : 'dict';
}

const registries = new WeakMap<object, Map<string, RegisteredType>>();

/** Types of a class of managers and of those it extends. */
export function registryOf(Class: object): Registry {
  const own = registries.get(Class) ?? [];
  const parent = Object.getPrototypeOf(Class) as object;
  return new Map(parent === Function.prototype ? own : [...registryOf(parent), ...own]);
}

interface ManagerClass {
  prototype: { create(typeid: string, ...args: unknown[]): unknown };
}

/** Makes `typeid` a method of the managers of that class. */
export function registerType(Class: ManagerClass, typeid: string, type: RegisteredType): void {
  if (!registries.has(Class)) registries.set(Class, new Map());
  registries.get(Class)?.set(typeid, type);
  if (Object.hasOwn(Class.prototype, typeid)) return; // there is a method that makes it
  Object.defineProperty(Class.prototype, typeid, {
    value: function (this: ManagerClass['prototype'], ...args: unknown[]) {
      return this.create(typeid, ...args);
    },
    configurable: true,
    writable: true,
  });
}
