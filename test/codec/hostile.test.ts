/** Bytes from a peer that means harm: a value or ERR_BAD_MESSAGE, never a crash, never memory that was not sent. */
import { expect, test } from 'vitest';
import { ProcessError } from 'forkable';
import { decode, encode } from '../../dist/codec/index.js';

const bad = expect.objectContaining({ code: 'ERR_BAD_MESSAGE' }) as Error;

const messages: Record<string, number[]> = {
  'nothing at all': [],
  'an unknown tag': [0x7f],
  'END alone': [0],
  'HOLE alone': [0x14],
  'half an integer': [0x05, 1, 2],
  'something behind': [0x81, 0x81],
  'a string longer than the message': [0x09, 200, 65],
  'a string of 2^49 bytes': [0x0b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
  'a number without end': [0x0b, ...new Array<number>(40).fill(0xff)],
  'an array of 2^32': [0x12, 0xff, 0xff, 0xff, 0xff, 0x0f],
  'a sparse array beyond 2^32': [0x13, 0xff, 0xff, 0xff, 0xff, 0x7f, 0],
  'a sparse array longer than it says': [0x13, 2, 1, 0x39, 0x81, 0],
  'a length among the keys': [0x13, 2, 6, ...Buffer.from('length'), 0x01, 0],
  'a Buffer of 2^49 bytes': [0x1a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
  'a resizable buffer of 2^52': [0x1c, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0],
  'a resizable buffer larger than its maximum': [0x1c, 1, 4, 1, 2, 3, 4],
  'a view of a number': [0x1d, 1, 0x81, 0, 0],
  'a view beyond its buffer': [0x1d, 1, 0x1b, 1, 0, 0, 2],
  'a view out of line': [0x1d, 9, 0x1b, 16, ...new Array<number>(16).fill(0), 1, 1],
  'a view of no kind': [0x1d, 99, 0x1b, 0, 0, 0],
  'a view of itself': [0x1d, 1, 0x0e, 0, 0, 0],
  'a reference to nothing': [0x0e, 0],
  'a regular expression that is none': [0x18, 0x09, 1, 0x28, 0x09, 0],
  'flags that are none': [0x18, 0x09, 1, 0x61, 0x09, 1, 0x7a],
  'a bigint without digits': [0x08, 0, 0x09, 0],
  'a bigint of letters': [0x08, 0, 0x09, 1, 0x7a],
  'a boxed object': [0x19, 0x10, 0],
  'a boxed undefined': [0x19, 0x01],
  'an error without a class': [0x1e, 0],
  'an error with 255 classes': [0x1e, 255],
  'a transferable nobody knows': [0x1f, 0x09, 3, 0x66, 0x6f, 0x6f, 0x01],
  'an object without END': [0x10, 1, 0x61, 0x81],
  'a Map without a value': [0x15, 0x81, 0],
};

test.each(Object.entries(messages))('%s', (_, bytes) => {
  expect(() => decode(Buffer.from(bytes))).toThrow(bad);
});

test('ERR_BAD_MESSAGE is a ProcessError', () => {
  expect(() => decode(Buffer.of(0x7f))).toThrow(ProcessError);
});

test.each([0x12, 0x15, 0x16, 0x19, 0x10])('nesting by the million (tag %d)', (tag) => {
  const step = tag === 0x10 ? [0x10, 1, 0x61] : tag === 0x12 ? [0x12, 1] : [tag];
  expect(() => decode(Buffer.concat(new Array<Buffer>(1_000_000).fill(Buffer.from(step))))).toThrow(bad);
});

test('__proto__ in objects, arrays and errors pollutes nothing', () => {
  const key = [9, ...Buffer.from('__proto__')];
  const evil = [0x10, 8, ...Buffer.from('polluted'), 0x03, 0];
  const inObject = decode(Buffer.from([0x10, ...key, ...evil, 0])) as object;
  expect(Object.getPrototypeOf(inObject)).toBe(Object.prototype);
  const inArray = decode(Buffer.from([0x11, 0, ...key, ...evil, 0])) as object;
  expect(Object.getPrototypeOf(inArray)).toBe(Array.prototype);
  const inError = decode(
    Buffer.from([0x1e, 1, 0x09, 5, ...Buffer.from('Error'), 0x01, ...key, ...evil, 0, 0]),
  ) as object;
  expect(Object.getPrototypeOf(inError)).toBe(Error.prototype);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('class names of errors by the thousand do not pile up', () => {
  const make = (name: string): Buffer =>
    Buffer.from([
      0x1e,
      2,
      0x09,
      name.length,
      ...Buffer.from(name),
      0x09,
      5,
      ...Buffer.from('Error'),
      0x01,
      0,
      0,
    ]);
  let last: unknown;
  for (let i = 0; i < 3000; i++) last = decode(make(`E${i}`));
  expect(last).toBeInstanceOf(Error);
  expect((last as Error).constructor).toBe(Error);
});

test('every cut of a message is noticed', () => {
  const whole = encode({
    a: [1, 'two', new Map([[3, new Uint8Array(9)]]), new Error('x'), 10n ** 30n, /x/g, 1.5],
  });
  for (let n = 0; n < whole.length; n++) {
    expect(() => decode(whole.subarray(0, n)), `${n} of ${whole.length} bytes`).toThrow(bad);
  }
});

test('random changes: a value or ERR_BAD_MESSAGE', () => {
  const random = generator(20240517);
  const seeds = [
    { a: [1, 2, 3], b: { c: 'text', d: new Date(0) } },
    [new Map<unknown, unknown>([['k', new Set([1n, 2n ** 80n])]]), Buffer.from('bytes'), new Float64Array(4)],
    new AggregateError([new TypeError('a')], 'b', { cause: 'c' }),
    ['漢字', 'x'.repeat(100), 'é'.repeat(70), -1e9, NaN, Object('s'), /re/u, [, 1]],
  ].map((value) => encode(value));
  let refused = 0;
  for (let round = 0; round < 40_000; round++) {
    const bytes = Buffer.from(seeds[round % seeds.length] as Buffer);
    for (let change = random(4); change >= 0; change--) bytes[random(bytes.length)] = random(256);
    try {
      decode(bytes);
    } catch (error) {
      refused++;
      expect(error, bytes.toString('hex')).toEqual(bad);
    }
  }
  expect(refused).toBeGreaterThan(10_000);
});

test('random bytes', () => {
  const random = generator(7);
  for (let round = 0; round < 40_000; round++) {
    const bytes = Buffer.from(
      Array.from({ length: 1 + random(40) }, () => (random(3) === 0 ? random(256) : random(32))),
    );
    try {
      decode(bytes);
    } catch (error) {
      expect(error, bytes.toString('hex')).toEqual(bad);
    }
  }
});

function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
