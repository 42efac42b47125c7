/** The types of shared memory: the type code decides. */
import { expectTypeOf, test } from 'vitest';
import {
  Array as Shared,
  ctypes,
  RawArray,
  RawValue,
  ShareableList,
  SharedMemory,
  Structure,
  Value,
} from 'forkable';

class Point extends Structure {
  static override readonly fields = [
    ['x', ctypes.c_double],
    ['y', ctypes.c_double],
  ] as const;
  declare x: number;
  declare y: number;
}

const make = () => ({
  int: Value('i', 1),
  long: Value('q'),
  bool: Value('?'),
  byCtype: Value(ctypes.c_double, 2.5),
  raw: RawValue('d'),
  doubles: Shared('d', 10),
  longs: RawArray('q', 3),
  text: Shared('c', 100),
  point: Value(Point, [1, 2]),
  points: Shared(Point, 3),
});
type Made = ReturnType<typeof make>;

test('values', () => {
  expectTypeOf<Made['int']['value']>().toEqualTypeOf<number>();
  expectTypeOf<Made['long']['value']>().toEqualTypeOf<bigint>();
  expectTypeOf<Made['bool']['value']>().toEqualTypeOf<boolean>();
  expectTypeOf<Made['byCtype']['value']>().toEqualTypeOf<number>();
  expectTypeOf<Made['raw']['value']>().toEqualTypeOf<number>();
  expectTypeOf<Made['int']>().toHaveProperty('getLock');
  expectTypeOf<Made['raw']>().not.toHaveProperty('getLock');
});

test('arrays are typed arrays', () => {
  expectTypeOf<Made['doubles']>().toExtend<Float64Array>();
  expectTypeOf<Made['longs']>().toExtend<BigInt64Array>();
  expectTypeOf<Made['text']['value']>().toExtend<Buffer>();
  expectTypeOf<Made['doubles']>().toHaveProperty('getLock');
});

test('structures', () => {
  expectTypeOf<Made['point']['x']>().toEqualTypeOf<number>();
  expectTypeOf<Made['points'][number]>().toEqualTypeOf<Point>();
});

test('segments', () => {
  expectTypeOf<SharedMemory['buf']>().toExtend<Buffer | null>();
  expectTypeOf<ShareableList['shm']>().toEqualTypeOf<SharedMemory>();
  expectTypeOf<SharedMemory>().toExtend<Disposable>();
});

test('wrong kinds are refused by the compiler', () => {
  const misuse = (): void => {
    // @ts-expect-error there is no such type code
    Value('z');
    // @ts-expect-error there is no such option
    Value('i', 0, { locked: false });
    // @ts-expect-error a 64-bit value is a bigint
    Value('q').value = 1;
  };
  expectTypeOf(misuse).toBeFunction();
});
