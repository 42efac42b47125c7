/** What is wrong with an argument, found before anything happens. */
function named<T extends Error>(error: T, name: string, code: string): T {
  Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
  Object.defineProperty(error, 'code', { value: code, configurable: true, writable: true, enumerable: true });
  return error;
}

/** Wrong kind of argument: a TypeError with `code: 'ERR_INVALID_ARG_TYPE'`. */
export function invalidType(name: string, expected: string, actual: unknown): TypeError {
  const shown = actual === null ? 'null' : typeof actual === 'object' ? 'an object' : typeof actual;
  return named(
    new TypeError(`${name} must be ${expected}, not ${shown}`),
    'TypeError',
    'ERR_INVALID_ARG_TYPE',
  );
}

/** Right kind, wrong value: a RangeError with `code: 'ERR_OUT_OF_RANGE'`. */
export function outOfRange(name: string, expected: string, actual: unknown): RangeError {
  return named(
    new RangeError(`${name} must be ${expected}, not ${String(actual)}`),
    'RangeError',
    'ERR_OUT_OF_RANGE',
  );
}
