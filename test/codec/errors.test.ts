import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { FileNotFoundError, OSError, TimeoutError } from 'forkable';
import { decode, encode } from '../../dist/codec/index.js';

const copy = <T>(value: T): T => decode(encode(value)) as T;

test.each([Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError])(
  '%o keeps class, message and stack',
  (Class) => {
    const sent = new Class('what happened');
    const arrived = copy(sent);
    expect(arrived).toBeInstanceOf(Class);
    expect(Object.getPrototypeOf(arrived)).toBe(Class.prototype);
    expect([arrived.name, arrived.message, arrived.stack]).toEqual([sent.name, sent.message, sent.stack]);
    expect(Object.keys(arrived)).toEqual([]);
    expect(inspect(arrived)).toBe(inspect(sent));
  },
);

test('cause, own properties and code', () => {
  const sent = Object.assign(new Error('outer', { cause: new TypeError('inner') }), {
    code: 'ERR_X',
    detail: { list: [1, 2] },
  });
  const arrived = copy(sent);
  expect(arrived.cause).toBeInstanceOf(TypeError);
  expect((arrived.cause as Error).message).toBe('inner');
  expect([arrived.code, arrived.detail]).toEqual(['ERR_X', { list: [1, 2] }]);
  expect(Object.keys(arrived)).toEqual(['code', 'detail']);
});

test('a cause that is the error itself, and an undefined one', () => {
  const sent = new Error('loop');
  sent.cause = sent;
  const arrived = copy(sent);
  expect(arrived.cause).toBe(arrived);
  expect(Object.hasOwn(copy(new Error('x', { cause: undefined })), 'cause')).toBe(true);
  expect(Object.hasOwn(copy(new Error('x')), 'cause')).toBe(false);
});

test('AggregateError keeps its errors', () => {
  const arrived = copy(new AggregateError([new RangeError('a'), 'b'], 'both'));
  expect(arrived).toBeInstanceOf(AggregateError);
  expect(arrived.errors[0]).toBeInstanceOf(RangeError);
  expect(arrived.errors[1]).toBe('b');
});

test('errors of the library are of their class', () => {
  const sent = new FileNotFoundError('open: no such file', { errno: 2, syscall: 'open' });
  const arrived = copy(sent);
  expect(arrived).toBeInstanceOf(FileNotFoundError);
  expect(arrived).toBeInstanceOf(OSError);
  expect([arrived.name, arrived.code, arrived.errno, arrived.syscall]).toEqual([
    'FileNotFoundError',
    'ENOENT',
    2,
    'open',
  ]);
  const late = copy(new TimeoutError());
  expect(late).toBeInstanceOf(TimeoutError);
  expect(late.code).toBe('ETIMEDOUT');
});

test('a class of the user keeps its name', () => {
  class ValidationError extends TypeError {
    field = 'email';
  }
  const arrived = copy(new ValidationError('bad'));
  expect(arrived).toBeInstanceOf(TypeError);
  expect([arrived.constructor.name, arrived.name, arrived.field]).toEqual([
    'ValidationError',
    'ValidationError',
    'email',
  ]);
  expect(inspect(arrived)).toMatch(/ValidationError|bad/);
});

test("a class of the user with one of the library's names is not the library's", () => {
  const Mine = { TimeoutError: class TimeoutError extends Error {} }.TimeoutError;
  const arrived = copy(new Mine('mine'));
  expect(arrived).not.toBeInstanceOf(TimeoutError);
  expect(arrived.name).toBe('TimeoutError');
});

test('a name given to one error', () => {
  const sent = new Error('x');
  sent.name = 'Special';
  expect(copy(sent).name).toBe('Special');
});

test('DOMException', () => {
  const arrived = copy(new DOMException('stopped', 'AbortError'));
  expect(arrived).toBeInstanceOf(DOMException);
  expect([arrived.name, arrived.message, arrived.code]).toEqual(['AbortError', 'stopped', 20]);
});

test('a system error of Node', async () => {
  const { open } = await import('node:fs/promises');
  const sent = (await open('/nowhere/at/all').catch((error: unknown) => error)) as NodeJS.ErrnoException;
  const arrived = copy(sent);
  expect({ ...arrived }).toEqual({ ...sent });
  expect(arrived.message).toBe(sent.message);
});

test('properties that cannot be cloned are left out, the error arrives', () => {
  const shared = { ok: true };
  const sent = Object.assign(new Error('x', { cause: { deep: [shared, (): void => {}] } }), {
    attempt: () => 1,
    kept: shared,
    again: shared,
  });
  const arrived = copy(sent);
  expect(Object.keys(arrived)).toEqual(['kept', 'again']);
  expect(arrived.again).toBe(arrived.kept);
  expect('cause' in arrived).toBe(false);
});

test('a stack that is no string', () => {
  const sent = Object.defineProperty(new Error('x'), 'stack', { value: [1, 2] });
  expect(copy(sent).stack).toBeUndefined();
});
