import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

const run = async (name: string): Promise<unknown> => {
  const result = await runFixture('sync/scenarios.mjs', { args: [name], execArgv: ['--expose-gc'] });
  expect(result.stderr).toBe('');
  return result.json();
};

test.each([
  ['a child does not own', { code: 0, seen: [1, 1, 1], locked: [false, false] }],
  ['pending acquires stay in the parent', { code: 0, inChild: 0, own: 10, total: 4 }],
  [
    'the ends of semaphore holders',
    {
      'exit 0': [true, false],
      'exit 1': [true, true],
      SIGKILL: [true, true],
      events: [true, true, false],
    },
  ],
  ['signals interrupt synchronous waits', ['handler', false, true, 'OUT', 'OUT', 'OUT', 'OUT', 'OUT', true]],
  ['what a child may use is not given back', { code: 0, intact: 1 }],
  [
    'a party killed inside the action of a barrier',
    {
      sync: { before: [false, 0, 0], codes: [-9, 3, 3], broken: true, after: [false, 0] },
      async: { before: [false, 0, 0], codes: [-9, 3, 3], broken: true, after: [false, 0] },
    },
  ],
  ['generations of a barrier', { codes: [0, 0, 0, 0], wrong: 0, exact: true }],
  ['generations of a condition', { codes: [0, 0, 0, 0], woken: 4_000, waiting: 4_000 }],
])('%s', async (name, expected) => {
  expect(await run(name)).toEqual(expected);
});

test('a dead holder is noticed in time, by both faces', async () => {
  expect(await run('a dead holder is noticed in time')).toEqual(
    Array.from({ length: 4 }, () => ({ acquired: true, died: true, again: false, late: false })),
  );
});

test('memory is given back when it is collected', async () => {
  const { grown } = (await run('memory is given back')) as { grown: number };
  // 150,000 values and as many locks take five megabytes, more than one arena.
  expect(grown).toBeLessThanOrEqual(1);
});

test('between Process children', async () => {
  const result = await runFixture('sync/with-process.mjs');
  expect(result.stderr).toBe('');
  expect(result.json()).toEqual({
    inChildren: 0,
    total: 2000,
    first: 5,
    back: [true, false],
    codes: [0, 0, 0, 0, 0, -9],
  });
});
