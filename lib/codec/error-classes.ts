/** Which class an error is rebuilt as: one both sides know by its name, or one made up to look like the original. */
import * as errors from '../errors';

type ErrorClass = { readonly prototype: object; readonly name: string };

const natives: readonly ErrorClass[] = [
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
  AggregateError,
];
const known = new Map<string, object>();
const standIns = new Map<string, object>();
const MOST_STAND_INS = 1000;

/** Errors of this class arrive as objects of it, in every process that has registered it too. */
export function registerErrorClass(Class: ErrorClass): void {
  known.set(Class.name, Class.prototype);
}

for (const Class of natives) registerErrorClass(Class);
for (const value of Object.values(errors) as unknown[]) {
  if (typeof value === 'function' && value.prototype instanceof Error)
    registerErrorClass(value as ErrorClass);
}

/** The names of an error's classes from its own up to the first that is registered. */
export function classNames(error: object): string[] {
  const names: string[] = [];
  for (
    let p = Object.getPrototypeOf(error) as object | null;
    p !== null;
    p = Object.getPrototypeOf(p) as object
  ) {
    const name = (p as { constructor?: { name?: unknown } }).constructor?.name;
    if (typeof name !== 'string' || name === '' || names.length === 8) continue;
    if (names.at(-1) !== name) names.push(name.slice(0, 200));
    if (known.get(name) === p) return names;
  }
  return [...names, 'Error'];
}

/** The prototype for such names: the last is that of a registered class, the others are classes made up below it. */
export function prototypeFor(names: readonly string[]): object {
  const [first = 'Error', ...rest] = names;
  const own = rest.length === 0 ? known.get(first) : undefined;
  if (own !== undefined) return own;
  const key = names.join('\0');
  const made = standIns.get(key);
  if (made !== undefined) return made;
  const base = rest.length === 0 ? Error.prototype : prototypeFor(rest);
  if (standIns.size >= MOST_STAND_INS) return base;
  const standIn = standInFor(first, base);
  standIns.set(key, standIn);
  return standIn;
}

function standInFor(name: string, base: object): object {
  const Base = base.constructor as new () => object;
  const { [name]: Class } = { [name]: class extends Base {} };
  const prototype = (Class as unknown as ErrorClass).prototype;
  Object.defineProperty(prototype, 'name', { value: name, configurable: true, writable: true });
  return prototype;
}
