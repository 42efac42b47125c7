/** The types users see: checked by `npm run types`; nothing here is called. */
import { expectTypeOf, test } from 'vitest';
import * as forkable from 'forkable';
import * as os from 'forkable/os';

test('os', () => {
  expectTypeOf(os.fork).returns.toEqualTypeOf<number>();
  expectTypeOf(os.wait).returns.toEqualTypeOf<[pid: number, status: number]>();
  expectTypeOf(os._exit).returns.toEqualTypeOf<never>();
  expectTypeOf(os.abort).returns.toEqualTypeOf<never>();
  expectTypeOf(os.pipe).returns.toEqualTypeOf<[number, number]>();
  expectTypeOf(os.read).returns.toExtend<Buffer>();
  expectTypeOf(os.kill).parameter(1).toExtend<number | string>();
  expectTypeOf(os.schedGetaffinity).returns.toEqualTypeOf<Set<number>>();
  expectTypeOf(os.processStatus).returns.toHaveProperty('zombie').toEqualTypeOf<boolean>();
  expectTypeOf(os.processTree).returns.toHaveProperty('children').items.toHaveProperty('children');
  expectTypeOf(os.promises.waitpid).returns.resolves.toEqualTypeOf<[pid: number, status: number]>();
  expectTypeOf(os.mmap).returns.toHaveProperty('buffer').toEqualTypeOf<ArrayBuffer>();
});

test('the namespaces of the main entry are the entries themselves', () => {
  expectTypeOf(forkable.os).toEqualTypeOf<typeof os>();
  expectTypeOf<forkable.OSError['errno']>().toEqualTypeOf<number>();
  expectTypeOf<forkable.OSError['code']>().toEqualTypeOf<string>();
  expectTypeOf<forkable.FileNotFoundError>().toExtend<os.OSError>();
});

test('wrong kinds are refused by the compiler', () => {
  const misuse = (): void => {
    // @ts-expect-error a pid is a number
    os.waitpid('1', 0);
    // @ts-expect-error there is no such hook
    os.registerAtFork({ beforehand: () => {} });
    // @ts-expect-error data is bytes or text, not a number
    os.write(1, 42);
  };
  expectTypeOf(misuse).toBeFunction();
});
