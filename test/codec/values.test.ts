import { types } from 'node:util';
import { expect, test } from 'vitest';
import { decode, encode, encodeParts } from '../../dist/codec/index.js';

const copy = (value: unknown): unknown => decode(encode(value));

function cyclic(): object {
  const object: Record<string, unknown> = { list: [1], map: new Map() };
  object['self'] = object;
  (object['list'] as unknown[]).push(object['list'], object);
  (object['map'] as Map<unknown, unknown>).set(object, object['map']);
  return object;
}
const holes = (): unknown[] => {
  const array: unknown[] = [1, , undefined, , 5];
  array.length = 9;
  return array;
};
const sparse = (): unknown[] => {
  const array: unknown[] = [];
  array[3] = 'three';
  array[1_000_000] = { deep: true };
  array.length = 4_294_967_295;
  return array;
};
const twoViews = (): unknown => {
  const buffer = new ArrayBuffer(32);
  return { a: new Uint16Array(buffer, 4, 3), b: new DataView(buffer, 1, 30), buffer };
};

const likeStructuredClone: Record<string, unknown> = {
  undefined,
  null: null,
  true: true,
  false: false,
  zero: 0,
  'minus zero': -0,
  NaN,
  Infinity,
  '-Infinity': -Infinity,
  127: 127,
  128: 128,
  '-1': -1,
  'int32 max': 2 ** 31 - 1,
  'int32 min': -(2 ** 31),
  'beyond int32': 2 ** 31,
  'max safe': Number.MAX_SAFE_INTEGER,
  'min value': Number.MIN_VALUE,
  fraction: 0.1,
  '0n': 0n,
  '-1n': -1n,
  'int64 max': 2n ** 63n - 1n,
  'beyond int64': 2n ** 63n,
  'huge negative': -(7n ** 500n),
  'empty string': '',
  ascii: 'hello',
  latin1: 'crème brûlée',
  'two bytes': '漢字仮名',
  emoji: '👩‍👩‍👧‍👦',
  NUL: 'a\0b',
  'lone surrogate': '\ud800',
  'long lone surrogate': `${'x'.repeat(100)}\udc00${'é'.repeat(100)}`,
  '12 characters': 'x'.repeat(12),
  '13 characters': 'x'.repeat(13),
  '64 characters': 'é'.repeat(64),
  '65 characters': 'é'.repeat(65),
  '65 wide': '漢'.repeat(65),
  'long ascii': 'abc'.repeat(50_000),
  'long wide': '漢é'.repeat(50_000),
  '2 MiB ascii': 'z'.repeat(2 ** 21),
  'empty object': {},
  'plain object': { a: 1, b: 'two', c: null, d: undefined, '': 0 },
  'integer keys': { 2: 'b', 1: 'a', x: 'c' },
  'odd keys': { ключ: 1, '\ud800': 2, ['k'.repeat(300)]: 3, ÿ: 4 },
  'keys of Object.prototype': { toString: 1, constructor: 2, hasOwnProperty: 3, valueOf: 4 },
  'own __proto__': JSON.parse('{"__proto__": {"polluted": true}, "a": 1}'),
  'empty array': [],
  array: [1, 'a', null, [2, [3]]],
  '1000 numbers': Array.from({ length: 1000 }, (_, i) => i / 3),
  holes: holes(),
  'only holes': new Array(5),
  'a match of a RegExp': /(?<year>\d+)-(\d+)/.exec('on 2024-05'),
  'long array with names': Object.assign(new Array(100).fill(0), { name: 'x', more: [1] }),
  'array with a tricky name': Object.assign(new Array(100).fill(0), { x: [' 100 more items ]'] }),
  sparse: sparse(),
  'sparse with a name': Object.assign(sparse(), { extra: 1 }),
  map: new Map<unknown, unknown>([
    [1, 'a'],
    [{ k: 1 }, new Map()],
    [NaN, -0],
  ]),
  set: new Set<unknown>([1, 'a', { b: 1 }, new Set([2])]),
  date: new Date(1_700_000_000_123),
  'invalid date': new Date(NaN),
  regexp: /a\/b(?<n>c)/giu,
  'boxed number': Object(-0),
  'boxed string': Object('boxed'),
  'boxed boolean': Object(false),
  'boxed bigint': Object(12345678901234567890n),
  'array buffer': new Uint8Array([1, 2, 3]).buffer,
  'empty array buffer': new ArrayBuffer(0),
  uint8: new Uint8Array([1, 2, 255]),
  clamped: new Uint8ClampedArray([1, 300]),
  int8: new Int8Array([-1]),
  int16: new Int16Array([-2]),
  uint16: new Uint16Array([65535]),
  int32: new Int32Array([-3]),
  uint32: new Uint32Array([2 ** 32 - 1]),
  float32: new Float32Array([0.5, NaN]),
  float64: new Float64Array([-0, 1e300]),
  bigint64: new BigInt64Array([-(2n ** 63n)]),
  biguint64: new BigUint64Array([2n ** 64n - 1n]),
  'two views on one buffer': twoViews(),
  'class instance': new (class Point {
    x = 1;
    #secret = 2;
    get sum(): number {
      return this.x + this.#secret;
    }
  })(),
  'null prototype': Object.assign(Object.create(null) as object, { a: 1 }),
  'object with symbols': { a: 1, [Symbol('s')]: 2, [Symbol.toStringTag]: 'Odd' },
  getter: Object.defineProperty({ b: 1 }, 'a', { get: () => 5, enumerable: true }),
  'hidden property': Object.defineProperty({ b: 1 }, 'a', { value: 5 }),
  'subclass of Array': new (class List extends Array<number> {})(3).fill(7),
  'subclass of Map': new (class Table extends Map<number, number> {})([[1, 2]]),
  cyclic: cyclic(),
  'shared objects': ((o) => [o, o, { o }])({ x: 1 }),
  '30 objects twice': ((list) => [list, [...list].reverse()])(Array.from({ length: 30 }, (_, i) => ({ i }))),
  '100 deep': chain(100),
};

interface Link {
  next: Link | null;
}

function chain(length: number): Link | null {
  let head: Link | null = null;
  for (let i = 0; i < length; i++) head = { next: head };
  return head;
}

// Walked in a loop: comparing so deep a value by recursion can exhaust the stack of the comparison itself.
test('999 deep arrives whole', () => {
  let links = 0;
  for (let link = copy(chain(999)) as Link | null; link !== null; link = link.next) links++;
  expect(links).toBe(999);
});

test.each(Object.entries(likeStructuredClone))('%s arrives as structuredClone makes it', (_, value) => {
  const arrived = copy(value);
  expect(describe(arrived)).toStrictEqual(describe(structuredClone(value)));
});

/** Everything that can be told about a value, identity of objects included. */
function describe(value: unknown, seen = new Map<object, number>()): unknown {
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : value;
  const known = seen.get(value);
  if (known !== undefined) return { same: known };
  seen.set(value, seen.size);
  const next = (inner: unknown): unknown => describe(inner, seen);
  const prototype = Object.getPrototypeOf(value) as object;
  const about: unknown[] = [prototype.constructor.name, Object.prototype.toString.call(value)];
  if (ArrayBuffer.isView(value)) return [...about, value.byteOffset, value.byteLength, next(value.buffer)];
  if (value instanceof ArrayBuffer) return [...about, ...new Uint8Array(value)];
  if (value instanceof Date) return [...about, value.getTime()];
  if (value instanceof RegExp) return [...about, value.source, value.flags, value.lastIndex];
  if (value instanceof Map) return [...about, [...value].map(([k, v]) => [next(k), next(v)])];
  if (value instanceof Set) return [...about, [...value].map(next)];
  if (Array.isArray(value)) about.push(value.length);
  if (types.isBoxedPrimitive(value)) {
    about.push(Object.is(value.valueOf(), -0) ? '-0' : value.valueOf());
  }
  return [...about, Reflect.ownKeys(value).map((key) => [key, next(Reflect.get(value, key))])];
}

test('a Buffer stays a Buffer and brings its own bytes alone', () => {
  const buffer = Buffer.from('abc');
  const arrived = copy({ buffer, again: buffer }) as { buffer: Buffer; again: Buffer };
  expect(Buffer.isBuffer(arrived.buffer)).toBe(true);
  expect(arrived.buffer.equals(buffer)).toBe(true);
  expect(arrived.again).toBe(arrived.buffer);
  expect(encode(Buffer.alloc(8192).subarray(10, 20)).length).toBeLessThan(16);
});

test('a resizable ArrayBuffer stays resizable', () => {
  const Resizable = ArrayBuffer as unknown as new (
    n: number,
    o: object,
  ) => ArrayBuffer & { resizable: boolean };
  const arrived = copy(new Resizable(4, { maxByteLength: 64 })) as ArrayBuffer & Record<string, unknown>;
  expect([arrived.byteLength, arrived['resizable'], arrived['maxByteLength']]).toEqual([4, true, 64]);
});

test('what arrives shares no memory with what was sent, nor with other messages', () => {
  const sent = { bytes: new Uint8Array([1, 2, 3]), buffer: Buffer.from([4, 5, 6]) };
  const message = encode(sent);
  const [first, second] = [decode(message), decode(message)] as [typeof sent, typeof sent];
  message.fill(0);
  first.bytes[0] = 9;
  first.buffer[0] = 9;
  expect([...sent.bytes, ...sent.buffer]).toEqual([1, 2, 3, 4, 5, 6]);
  expect([...second.bytes, ...second.buffer]).toEqual([1, 2, 3, 4, 5, 6]);
});

test('messages do not disturb one another', () => {
  const kept = encode({ a: 'first' });
  encode({ b: 'second' });
  expect(decode(kept)).toEqual({ a: 'first' });
});

test('a getter that encodes while it is encoded', () => {
  const value = {
    before: 'x',
    get inner(): unknown {
      return copy({ nested: [1, 2, 3] });
    },
    after: 'y',
  };
  expect(copy(value)).toEqual({ before: 'x', inner: { nested: [1, 2, 3] }, after: 'y' });
});

test('a getter that deletes what comes later', () => {
  const value = {
    get first(): number {
      delete (this as Partial<typeof value>).second;
      return 1;
    },
    second: 2,
  };
  expect(copy(value)).toEqual({ first: 1 });
});

test('after a failure the next message is whole', () => {
  expect(() => encode({ a: [1, 2, () => 1] })).toThrow();
  const shared = {};
  expect(copy([shared, shared])).toEqual([{}, {}]);
});

test('a large Buffer is a piece of its own, not copied', () => {
  const buffer = Buffer.alloc(100_000, 7);
  const parts = encodeParts(buffer);
  expect(parts[1]).toBe(buffer);
  expect((decode(Buffer.concat(parts)) as Buffer).equals(buffer)).toBe(true);
  expect(encodeParts({ buffer })).toHaveLength(1);
});

const uncloneable: Record<string, unknown> = {
  function: () => 1,
  class: class {},
  symbol: Symbol('s'),
  'method in an object': { a: { b: [(): void => {}] } },
  'key of a Map': new Map([[Symbol('k'), 1]]),
  'boxed symbol': Object(Symbol('s')),
  promise: Promise.resolve(),
  WeakMap: new WeakMap(),
  WeakSet: new WeakSet(),
  WeakRef: new WeakRef({}),
  generator: (function* () {})(),
  iterator: [][Symbol.iterator](),
  arguments: (function (..._: unknown[]) {
    return arguments; // eslint-disable-line prefer-rest-params
  })(1),
  proxy: new Proxy({}, {}),
  'proxy of an array': new Proxy([], {}),
  'Intl object': new Intl.NumberFormat(),
  'shared memory of one process': new SharedArrayBuffer(4),
  'a view of that': new Uint8Array(new SharedArrayBuffer(4)),
  blob: new Blob(['x']),
  'message port': new MessageChannel().port1,
  'detached buffer': ((buffer) => {
    structuredClone(buffer, { transfer: [buffer] });
    return buffer;
  })(new ArrayBuffer(8)),
};

test.each(Object.entries(uncloneable))('%s throws DataCloneError', (_, value) => {
  expect(() => encode(value)).toThrow(expect.objectContaining({ name: 'DataCloneError' }) as Error);
  if (value instanceof MessagePort) value.close();
});

test('what a getter throws is thrown', () => {
  const boom = new Error('boom');
  const value = Object.defineProperty({}, 'x', {
    enumerable: true,
    get: () => {
      throw boom;
    },
  });
  expect(() => encode(value)).toThrow(boom);
});

test('too deep for structuredClone is a RangeError', () => {
  let chain: unknown = null;
  for (let i = 0; i < 100_000; i++) chain = [chain];
  expect(() => encode(chain)).toThrow(RangeError);
});
