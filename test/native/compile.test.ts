import { expect, test } from 'vitest';
import { native } from '../../dist/native';

const runs: string[] = [];
const run = (name: string) => runs.push(name);

class Thing {
  method() {
    run('method');
  }
  get value() {
    return run('getter');
  }
}

function hot() {
  runs.length = 0;
}
for (let i = 0; i < 200_000; i++) hot();

const functions = {
  declared: function () {
    run('declared');
  },
  arrow: () => run('arrow'),
  'with defaults': (_ = run('default')) => {},
  async: async () => Promise.resolve(run('async')),
  generator: function* () {
    yield run('generator');
  },
  method: Object.getOwnPropertyDescriptor(Thing.prototype, 'method')!.value as () => void,
  getter: Object.getOwnPropertyDescriptor(Thing.prototype, 'value')!.get as () => number,
};

test.each(Object.entries(functions))('compiles without running: %s', (_, fn) => {
  runs.length = 0;
  expect(native.compile([fn, fn])).toBe(2);
  expect(runs).toEqual([]);
});

test('nor what the engine has optimised, nor what can only be constructed', () => {
  runs.push('before');
  expect(native.compile([hot, Thing as never])).toBe(2);
  expect(runs).toEqual(['before']);
  runs.length = 0;
});

test('the caller goes on, in a timer and behind an await', async () => {
  const compile = () => native.compile([functions.arrow, functions.async]);
  await null;
  expect(compile()).toBe(2);
  await new Promise<void>((resolve) =>
    setTimeout(() => {
      expect(compile()).toBe(2);
      resolve();
    }),
  );
  expect(runs).toEqual([]);
});
