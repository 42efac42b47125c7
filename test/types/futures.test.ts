/** The types of executors and futures. */
import { expectTypeOf, test } from 'vitest';
import * as forkable from 'forkable';
import { asCompleted, Future, MapResult, ProcessPoolExecutor, wait, waitSync } from 'forkable/futures';

const use = (executor: ProcessPoolExecutor) => ({
  future: executor.submit((a: number, b: string) => b.repeat(a), 2, 'x'),
  promised: executor.submit(async () => 1n),
  map: executor.map((n) => n > 1, [1, 2]),
});

test('results', () => {
  type Results = ReturnType<typeof use>;
  expectTypeOf<Results['future']>().toEqualTypeOf<Future<string>>();
  expectTypeOf<Results['promised']>().toEqualTypeOf<Future<bigint>>();
  expectTypeOf<Results['map']>().toEqualTypeOf<MapResult<boolean>>();
  expectTypeOf<MapResult<boolean>>().toExtend<AsyncIterable<boolean> & PromiseLike<boolean[]>>();
});

test('a future', () => {
  expectTypeOf<Future<Date>>().toExtend<PromiseLike<Date>>();
  expectTypeOf<Future<Date>['result']>().returns.toEqualTypeOf<Promise<Date>>();
  expectTypeOf<Future<Date>['resultSync']>().returns.toEqualTypeOf<Date>();
  expectTypeOf<Future<Date>['cancel']>().returns.toEqualTypeOf<boolean>();
  expectTypeOf<Future<Date>['addDoneCallback']>().parameter(0).parameter(0).toEqualTypeOf<Future<Date>>();
});

test('waiting', () => {
  const futures: Future<number>[] = [];
  expectTypeOf(wait<number>)
    .returns.resolves.toHaveProperty('done')
    .toEqualTypeOf<Set<Future<number>>>();
  expectTypeOf(waitSync<number>)
    .returns.toHaveProperty('notDone')
    .toEqualTypeOf<Set<Future<number>>>();
  expectTypeOf(asCompleted<number>).returns.toExtend<AsyncIterable<Future<number>>>();
  expectTypeOf(wait<number>).toBeCallableWith(futures, { returnWhen: 'FIRST_COMPLETED', timeout: 1 });
});

test('what a loop over asCompleted gives is a future', () => {
  const use = async (futures: Future<number>[], names: Map<Future<number>, string>): Promise<void> => {
    for await (const future of asCompleted(futures)) {
      expectTypeOf(future).toExtend<Future<number>>();
      expectTypeOf(await future.result()).toEqualTypeOf<number>();
      expectTypeOf(names.get(future)).toEqualTypeOf<string | undefined>();
    }
  };
  expectTypeOf(use).toBeFunction();
});

test('an executor', () => {
  expectTypeOf(ProcessPoolExecutor).toBeConstructibleWith({ maxWorkers: 3 });
  expectTypeOf<ProcessPoolExecutor>().toExtend<AsyncDisposable>();
  expectTypeOf(forkable.ProcessPoolExecutor).toEqualTypeOf<typeof ProcessPoolExecutor>();
});

test('wrong kinds are refused by the compiler', () => {
  const misuse = (executor: ProcessPoolExecutor): void => {
    // @ts-expect-error the argument is a number
    executor.submit((n: number) => n, 'a');
    // @ts-expect-error there is no such condition
    void wait([], { returnWhen: 'SOME_COMPLETED' });
  };
  expectTypeOf(misuse).toBeFunction();
});
