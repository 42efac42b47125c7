import { constants } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import {
  Array as SharedArray,
  copy,
  ctypes,
  Lock,
  RawArray,
  RawValue,
  RLock,
  Structure,
  synchronized,
  Value,
} from 'forkable';
import type { CType, TypeCode } from 'forkable';

const integers: [TypeCode, keyof typeof ctypes, number | bigint, number | bigint][] = [
  ['b', 'c_byte', -128, 127],
  ['B', 'c_ubyte', 0, 255],
  ['h', 'c_short', -32768, 32767],
  ['H', 'c_ushort', 0, 65535],
  ['i', 'c_int', -(2 ** 31), 2 ** 31 - 1],
  ['I', 'c_uint', 0, 2 ** 32 - 1],
  ['l', 'c_long', -(2n ** 63n), 2n ** 63n - 1n],
  ['L', 'c_ulong', 0n, 2n ** 64n - 1n],
  ['q', 'c_longlong', -(2n ** 63n), 2n ** 63n - 1n],
  ['Q', 'c_ulonglong', 0n, 2n ** 64n - 1n],
];

describe.each(integers)("'%s' (%s)", (code, name, min, max) => {
  const type = ctypes[name] as CType;

  test('holds its smallest and largest value, and wraps beyond', () => {
    for (const value of [Value(code), Value(type), RawValue(code)] as { value: unknown }[]) {
      expect(Number(value.value)).toBe(0);
      value.value = max;
      expect(value.value).toBe(max);
      value.value = min;
      expect(value.value).toBe(min);
      value.value = typeof max === 'bigint' ? max + 1n : max + 1;
      expect(value.value).toBe(min);
      value.value = typeof min === 'bigint' ? min - 1n : (min as number) - 1;
      expect(value.value).toBe(max);
    }
    expect(type.size).toBe(ctypes.sizeof(code));
  });

  test('arrays wrap in their initial values', () => {
    const beyond = typeof max === 'bigint' ? max + 1n : max + 1;
    expect(SharedArray(code, [max, min, beyond]).toArray()).toEqual([max, min, min]);
  });

  test.each([[1.5], ['1'], [null], [NaN], [{}], [true]])('refuses %s', (wrong) => {
    const code_ = 'ERR_INVALID_ARG_TYPE';
    expect(() => Value(code, wrong)).toThrow(expect.objectContaining({ name: 'TypeError', code: code_ }));
    const value = RawValue(code) as { value: unknown };
    expect(() => (value.value = wrong)).toThrow(expect.objectContaining({ code: code_ }));
    expect(() => SharedArray(code, [wrong])).toThrow(expect.objectContaining({ code: code_ }));
  });
});

test.each([
  ['f', 0.5, 0.5],
  ['f', 0.1, Math.fround(0.1)],
  ['d', 0.1, 0.1],
  ['d', Infinity, Infinity],
  ['d', NaN, NaN],
  ['?', true, true],
  ['?', 0, false],
  ['c', Buffer.from('x'), Buffer.from('x')],
  ['c', 65, Buffer.from('A')],
  ['u', 'é', 'é'],
  ['u', '😀', '😀'],
] as [TypeCode, unknown, unknown][])("Value('%s', %j)", (code, init, expected) => {
  expect(Value(code, init).value).toEqual(expected);
});

test.each([
  ['d', '1'],
  ['d', 1n],
  ['f', null],
  ['c', 'x'],
  ['c', Buffer.from('xy')],
  ['c', 256],
  ['u', 5],
  ['?', 'true'],
  ['i', 5n],
] as [TypeCode, unknown][])("Value('%s', %s) is refused", (code, init) => {
  expect(() => Value(code, init)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }));
});

test.each([['x'], [''], [5], [null], [undefined], [class {}], ['ii']])('%s is no type', (type) => {
  for (const make of [Value, RawValue, SharedArray, RawArray] as ((type: never, init: never) => unknown)[]) {
    expect(() => make(type as never, 1 as never)).toThrow(
      expect.objectContaining({ name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' }),
    );
  }
});

test.each([
  [-1, 'ERR_OUT_OF_RANGE'],
  [1.5, 'ERR_OUT_OF_RANGE'],
  [NaN, 'ERR_OUT_OF_RANGE'],
  [2 ** 53, 'ERR_OUT_OF_RANGE'],
  [2 ** 40 + 1, 'ERR_OUT_OF_RANGE'],
  [constants.MAX_LENGTH, 'ERR_OUT_OF_RANGE'], // elements of more than a byte
  ['5', 'ERR_INVALID_ARG_TYPE'],
  [null, 'ERR_INVALID_ARG_TYPE'],
  [{}, 'ERR_INVALID_ARG_TYPE'],
])('an array of size %s is refused', (size, code) => {
  expect(() => SharedArray('i', size as never)).toThrow(expect.objectContaining({ code }));
  expect(() => RawArray('d', size as never)).toThrow(expect.objectContaining({ code }));
});

// Address space only: what is not touched takes no memory.
test('an array of two gigabytes', () => {
  const bytes = RawArray('b', 2 ** 31);
  bytes[2 ** 31 - 1] = 7;
  expect([bytes.length, bytes.at(-1)]).toEqual([2 ** 31, 7]);
});

test('the lock of a value: its own, a given one, none', () => {
  const lock = new Lock();
  expect(Value('i').getLock()).toBeInstanceOf(RLock);
  expect(Value('i', 0, { lock }).getLock()).toBe(lock);
  expect(SharedArray('i', 2, { lock }).getLock()).toBe(lock);
  expect('getLock' in Value('i', 0, { lock: false })).toBe(false);
  expect('getLock' in SharedArray('i', 2, { lock: false })).toBe(false);
  expect('getLock' in RawArray('i', 2)).toBe(false);
  for (const wrong of [3, 'x', {}]) {
    expect(() => Value('i', 0, { lock: wrong as never })).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
    );
  }
  const value = Value('i', 5);
  expect(value.acquireSync()).toBe(true);
  expect(value.getLock().locked()).toBe(true);
  value.release();
  value.getObj().value = 6;
  expect(value.value).toBe(6);
});

test('an array is a typed array of exactly its memory', () => {
  const array = SharedArray('d', [1, 2, 3]);
  expect(array).toBeInstanceOf(Float64Array);
  expect([array.length, array.byteOffset, array.buffer.byteLength]).toEqual([3, 0, 24]);
  expect([...array]).toEqual([1, 2, 3]);
  expect(array.subarray(1).reduce((a, b) => a + b)).toBe(5);
  array[0] = 10;
  expect([array.getObj()[0], array.toArray(), Object.keys(array)]).toEqual([10, [10, 2, 3], ['0', '1', '2']]);
  const counters = SharedArray('i', 4);
  expect([Atomics.add(counters, 1, 5), counters[1]]).toEqual([0, 5]);
  expect(SharedArray('i', new Set([7, 8])).toArray()).toEqual([7, 8]);
  expect(SharedArray('i', 0).length).toBe(0);
  expect(SharedArray('?', [true, false]).toArray()).toEqual([true, false]);
});

test('arrays of characters', () => {
  const bytes = SharedArray('c', 10);
  bytes.value = Buffer.from('héé');
  expect([bytes.value.toString(), bytes.raw.length, bytes[5]]).toEqual(['héé', 10, 0]);
  bytes.value = Buffer.from('ab');
  expect(bytes.raw.subarray(0, 3)).toEqual(Buffer.from('ab\0'));
  expect(bytes.value).toEqual(Buffer.from('ab'));
  bytes.raw = Buffer.alloc(10, 'z');
  expect(bytes.value.toString()).toBe('zzzzzzzzzz');
  expect(() => (bytes.value = Buffer.alloc(11))).toThrow(
    expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }),
  );
  expect(() => (bytes.value = 'text' as never)).toThrow(
    expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
  );
  expect(SharedArray('c', Buffer.from('hello')).value.toString()).toBe('hello');
  const text = SharedArray('u', 'wörld');
  expect([text.value, text.length]).toEqual(['wörld', 5]);
  text.value = 'ok';
  expect(text.value).toBe('ok');
});

class Point extends Structure {
  static override readonly fields = [
    ['x', ctypes.c_double],
    ['y', 'd'],
  ] as const;
  declare x: number;
  declare y: number;
}
class Shape extends Structure {
  static override readonly fields = [
    ['id', ctypes.c_byte],
    ['at', Point],
    ['name', ctypes.array('c', 5)],
    ['count', 'q'],
  ] as const;
  declare id: number;
  declare at: Point;
  declare name: Uint8Array & { value: Buffer };
  declare count: bigint;
}

test('structures are laid out as C does it', () => {
  expect([ctypes.sizeof(Point), ctypes.sizeof(Shape)]).toEqual([16, 40]);
  const shape = Value(Shape, { id: 3, at: [1, 2], count: 9n });
  shape.name.value = Buffer.from('abc');
  shape.at.x += 4;
  expect([shape.id, shape.at.x, shape.at.y, shape.name.value.toString(), shape.count]).toEqual([
    3,
    5,
    2,
    'abc',
    9n,
  ]);
  expect(shape.getObj()).toBeInstanceOf(Shape);
  expect(shape.getObj().at.x).toBe(5);
  expect(() => (shape.id = 'x' as never)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }));
  expect(() => Value(Point, [1, 2, 3])).toThrow(expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }));
  expect(() => Value(Point, { z: 1 })).toThrow(expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }));
});

test('a record of an array cannot be replaced, which would change nothing for others', () => {
  for (const points of [SharedArray(Point, 2), RawArray(Point, 2)] as Point[][]) {
    expect(() => (points[0] = [7, 8] as never)).toThrow(TypeError);
    expect(() => (points[2] = points[0] as Point)).toThrow(TypeError);
  }
});

test('arrays of structures', () => {
  const points = SharedArray(Point, 3);
  (points[1] as Point).x = 7;
  expect(points.map(({ x }) => x)).toEqual([0, 7, 0]);
  expect((points.getObj()[1] as Point).x).toBe(7);
  expect(RawArray(Point, [[1, 2], { y: 3 }]).map(({ x, y }) => [x, y])).toEqual([
    [1, 2],
    [0, 3],
  ]);
});

test('copy and synchronized', () => {
  const raw = RawArray('i', [1, 2]);
  const twin = copy(raw);
  const locked = synchronized(raw);
  locked[0] = 5;
  expect([raw[0], twin[0], twin.toArray()]).toEqual([5, 1, [1, 2]]);
  expect(locked.getObj()).toBe(raw);
  expect(copy(RawValue('d', 1.5)).value).toBe(1.5);
  expect(() => copy({})).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }));
});
