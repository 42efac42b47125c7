import { invalidType } from '../errors';

export type AnyIterable<T> = Iterable<T> | AsyncIterable<T>;

export function isAsyncIterable<T>(given: AnyIterable<T>): given is AsyncIterable<T> {
  return typeof (given as Partial<AsyncIterable<T>>)[Symbol.asyncIterator] === 'function';
}

export function checkIterable<T>(given: AnyIterable<T>, name = 'iterable'): AnyIterable<T> {
  if (given != null) {
    if (typeof (given as Partial<Iterable<T>>)[Symbol.iterator] === 'function') return given;
    if (typeof given === 'object' && isAsyncIterable(given)) return given;
  }
  throw invalidType(name, 'an array, an iterable or an async iterable', given);
}

export function checkSyncIterable<T>(given: AnyIterable<T>, name = 'iterable'): Iterable<T> {
  if (given != null && typeof (given as Partial<Iterable<T>>)[Symbol.iterator] === 'function') {
    return given as Iterable<T>;
  }
  throw invalidType(name, 'an array or another iterable', given);
}
