/** Objects of shapes that have been met before take a way of their own: with the same results. */
import { expect, test } from 'vitest';
import { decode, encode } from '../../dist/codec/index.js';

const copy = <T>(value: T): T => decode(encode(value)) as T;
/** Often enough for any shape to be known. */
function familiar(value: object): void {
  for (let i = 0; i < 100; i++) copy(value);
}

const shapes: Record<string, object> = {
  numbers: { a: 1, b: -5, c: 2.5, d: 1e9, e: NaN },
  strings: { name: 'x', long: 'y'.repeat(300), wide: '漢字', latin: 'é', empty: '' },
  'all lengths of short strings': Object.fromEntries(
    Array.from({ length: 15 }, (_, i) => [`k${i}`, 'abcdefghijklmnop'.slice(0, i)]),
  ),
  others: { yes: true, no: false, none: null, missing: undefined, big: 5n, bigger: 2n ** 80n },
  'keys that are no words': { 'a b': 1, '"quote"': 2, 'new\nline': 3 },
  'keys that are indices': { 2: 'b', 1: 'a', x: 1 },
  'a key of Object.prototype': { constructor: 1, toString: 2, own: 3 },
  empty: {},
};

test.each(Object.entries(shapes))('%s', (_, value) => {
  familiar(value);
  const arrived = copy(value);
  expect(arrived).toStrictEqual(value);
  expect(Object.keys(arrived)).toEqual(Object.keys(value));
  expect(Object.getPrototypeOf(arrived)).toBe(Object.prototype);
});

test('objects that begin like a known one', () => {
  const known = { id: 1, name: 'n', flag: true };
  familiar(known);
  const others: object[] = [
    { id: 1 },
    { id: 1, name: 'n' },
    { id: 1, name: 'n', flag: true, more: 1 },
    { id: 1, name: 'n', flags: true },
    { id: 1, name: { nested: known }, flag: [known] },
    { id: { id: { id: 1 } }, name: new Map([[known, known]]), flag: null },
    { id: known, name: known, flag: known },
  ];
  for (const other of others) expect(copy(other)).toStrictEqual(other);
  expect(copy([known, ...others, known])).toStrictEqual([known, ...others, known]);
});

test('references count known shapes too', () => {
  const known = { left: 1, right: 2 };
  familiar(known);
  const loop: Record<string, unknown> = { left: known, right: known };
  loop['self'] = loop;
  const arrived = copy([known, loop, known]) as [
    object,
    { left: object; right: object; self: object },
    object,
  ];
  expect(arrived[1].left).toBe(arrived[0]);
  expect(arrived[1].right).toBe(arrived[2]);
  expect(arrived[1].self).toBe(arrived[1]);
});

test('a __proto__ in the message never becomes a prototype', () => {
  const evil = JSON.parse('{"__proto__": 1, "b": 2}') as object;
  familiar(evil);
  const arrived = copy(evil);
  expect(Object.getPrototypeOf(arrived)).toBe(Object.prototype);
  expect(Object.keys(arrived)).toEqual(['__proto__', 'b']);
});

test('a known shape that is cut off anywhere', () => {
  const known = { one: 123456, two: 'text', three: 1.5 };
  familiar(known);
  const bytes = encode(known);
  for (let length = 0; length < bytes.length; length++) {
    expect(() => decode(bytes.subarray(0, length))).toThrow(
      expect.objectContaining({ code: 'ERR_BAD_MESSAGE' }),
    );
  }
  expect(decode(bytes)).toStrictEqual(known);
});

test('more shapes than are remembered', () => {
  for (let i = 0; i < 2000; i++) {
    const value = { [`key${i}`]: i, [`other${i}`]: 'x' };
    for (let n = 0; n < 20; n++) copy(value);
    expect(copy(value)).toStrictEqual(value);
  }
});
