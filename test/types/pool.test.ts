/** The types of pools: what a task returns is what a result is of. */
import { expectTypeOf, test } from 'vitest';
import { AsyncResult, Pool } from 'forkable';

const use = (pool: Pool) => ({
  apply: pool.apply((n: number) => n > 1, [1]),
  asyncTask: pool.apply(async () => 'text'),
  sync: pool.applySync(() => new Date()),
  result: pool.applyAsync(() => [1, 2]),
  map: pool.map((n) => String(n), [1, 2, 3]),
  star: pool.starmap((a: number, b: number) => a * b, [[1, 2]]),
  mapAsync: pool.mapAsync(async (n: number) => n, new Set([1])),
  imap: pool.imap((word) => word.length, ['a', 'b']),
});

test('results', () => {
  type Results = ReturnType<typeof use>;
  expectTypeOf<Results['apply']>().toEqualTypeOf<Promise<boolean>>();
  expectTypeOf<Results['asyncTask']>().toEqualTypeOf<Promise<string>>();
  expectTypeOf<Results['sync']>().toEqualTypeOf<Date>();
  expectTypeOf<Results['result']>().toEqualTypeOf<AsyncResult<number[]>>();
  expectTypeOf<Results['map']>().toEqualTypeOf<Promise<string[]>>();
  expectTypeOf<Results['star']>().toEqualTypeOf<Promise<number[]>>();
  expectTypeOf<Results['mapAsync']>().toEqualTypeOf<AsyncResult<number[]>>();
  expectTypeOf<Results['imap']>().toExtend<AsyncIterable<number>>();
});

test('a result', () => {
  expectTypeOf<AsyncResult<Date>['get']>().returns.toEqualTypeOf<Promise<Date>>();
  expectTypeOf<AsyncResult<Date>['getSync']>().returns.toEqualTypeOf<Date>();
  expectTypeOf<AsyncResult<Date>['ready']>().returns.toEqualTypeOf<boolean>();
  expectTypeOf<AsyncResult<Date>>().toExtend<PromiseLike<Date>>();
});

test('a pool', () => {
  expectTypeOf(Pool).toBeConstructibleWith(4);
  expectTypeOf(Pool).toBeConstructibleWith({
    processes: 4,
    initializer: () => {},
    initargs: [1],
    maxtasksperchild: 10,
  });
  expectTypeOf<Pool>().toExtend<AsyncDisposable>();
  expectTypeOf<Pool['join']>().returns.toEqualTypeOf<Promise<void>>();
});

test('wrong kinds are refused by the compiler', () => {
  const misuse = (pool: Pool): void => {
    // @ts-expect-error a task is a function
    void pool.apply('task');
    // @ts-expect-error items of another kind than the function takes
    void pool.map((n: number) => n, ['a']);
  };
  expectTypeOf(misuse).toBeFunction();
});
