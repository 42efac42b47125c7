/** The types of processes, as users see them. Checked by `npm run types`, for ES modules and CommonJS alike. */
import { expectTypeOf, test } from 'vitest';
import * as multiprocessing from 'forkable/multiprocessing';
import { activeChildren, currentProcess, parentProcess, Process } from 'forkable';

test('a process', () => {
  expectTypeOf<Process['pid']>().toEqualTypeOf<number | null>();
  expectTypeOf<Process['exitcode']>().toEqualTypeOf<number | null>();
  expectTypeOf<Process['authkey']>().toExtend<Buffer>();
  expectTypeOf<Process['sentinel']>().toEqualTypeOf<number>();
  expectTypeOf<Process['start']>().returns.toEqualTypeOf<void>();
  expectTypeOf<Process['join']>().returns.toEqualTypeOf<Promise<void>>();
  expectTypeOf<Process['join']>().toBeCallableWith(1000);
  expectTypeOf<Process['join']>().toBeCallableWith({ timeout: 1000, signal: AbortSignal.abort() });
  expectTypeOf<Process['joinSync']>().returns.toEqualTypeOf<void>();
  expectTypeOf<Process>().toExtend<Disposable>();
});

test('what it is made with', () => {
  expectTypeOf(Process).toBeConstructibleWith({ target: (a: number, b: string) => a + b, args: [1, 'x'] });
  expectTypeOf(Process).toBeConstructibleWith({
    target: async () => {},
    kwargs: { a: 1 },
    daemon: true,
    name: 'n',
  });
  class Clock extends Process {
    override async run(): Promise<void> {}
  }
  expectTypeOf<Clock>().toExtend<Process>();
});

test('the family', () => {
  expectTypeOf(currentProcess).returns.toHaveProperty('name').toEqualTypeOf<string>();
  expectTypeOf(parentProcess).returns.extract<null>().toEqualTypeOf<null>();
  expectTypeOf(activeChildren).returns.toEqualTypeOf<Process[]>();
  expectTypeOf(multiprocessing.Process).toEqualTypeOf<typeof Process>();
});

test('wrong kinds are refused by the compiler', () => {
  const misuse = (child: Process): void => {
    // @ts-expect-error a target is a function
    new Process({ target: 'main' });
    // @ts-expect-error there is no such option
    new Process({ arguments: [] });
    // @ts-expect-error read only
    child.exitcode = 0;
  };
  expectTypeOf(misuse).toBeFunction();
});
