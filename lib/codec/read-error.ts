import { prototypeFor } from './error-classes';
import { badMessage } from './fail';
import { readKey, readString } from './read-string';
import type { Reader } from './reader';

type ReadValue = (r: Reader) => unknown;

/** Rebuilt without running a constructor: the class is given by its prototype, the rest by properties. */
export function readError(r: Reader, readValue: ReadValue): Error {
  const count = r.byte();
  if (count === 0 || count > 16) throw badMessage('an error without a class');
  const number = r.objects.push(undefined) - 1;
  const names: string[] = [];
  for (let i = 0; i < count; i++) names.push(readString(r));
  const stack = readValue(r);
  return names[0] === 'DOMException'
    ? readDOMException(r, number, stack, readValue)
    : readNative(r, number, names, stack, readValue);
}

function readNative(
  r: Reader,
  number: number,
  names: readonly string[],
  stack: unknown,
  readValue: ReadValue,
): Error {
  const error = withoutStack(() => new Error());
  Object.setPrototypeOf(error, prototypeFor(names));
  define(error, 'stack', stack);
  r.objects[number] = error;
  for (let key = readKey(r); key !== null; key = readKey(r)) {
    const value = readValue(r);
    if (key !== 'message' || value !== '') define(error, key, value);
  }
  for (let key = readKey(r); key !== null; key = readKey(r)) assign(error, key, readValue(r));
  return error;
}

/** Its name and message are fixed at birth, and its code follows from its name. */
function readDOMException(r: Reader, number: number, stack: unknown, readValue: ReadValue): Error {
  const hidden: Record<string, unknown> = { __proto__: null };
  for (let key = readKey(r); key !== null; key = readKey(r)) hidden[key] = readValue(r);
  const error = withoutStack(() => new DOMException(String(hidden['message']), String(hidden['name'])));
  define(error, 'stack', stack);
  if ('cause' in hidden) define(error, 'cause', hidden['cause']);
  r.objects[number] = error;
  for (let key = readKey(r); key !== null; key = readKey(r)) assign(error, key, readValue(r));
  return error;
}

function withoutStack<T>(make: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function define(error: object, key: string, value: unknown): void {
  Object.defineProperty(error, key, { value, writable: true, configurable: true, enumerable: false });
}

/** An own property, even where the class has a getter of that name. */
function assign(error: object, key: string, value: unknown): void {
  Object.defineProperty(error, key, { value, writable: true, configurable: true, enumerable: true });
}
