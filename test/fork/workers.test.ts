import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

const answers: Record<string, string[]> = { idle: ['still here', 'still here'], blocked: ['one', 'two'] };
test.each([
  ['idle', 50],
  ['busy', 20],
  ['allocating', 20],
  ['reading', 50],
  ['waiting', 20],
  ['blocked', 10],
])(
  'forks while Workers are alive (%s): no child waits for one, the Workers go on in the parent',
  async (kind, forks) => {
    const { json } = await runFixture('fork/workers.mjs', {
      args: [kind, String(forks)],
      execArgv: ['--expose-gc'],
    });
    expect(json()).toEqual({
      fates: { '[0]': forks },
      threads: true,
      exits: [1, 1],
      ...(answers[kind] !== undefined && { answers: answers[kind] }),
    });
  },
);

test('Workers that are older than the library hold no child either', async () => {
  const { json } = await runFixture('fork/early-workers.mjs');
  expect(json()).toEqual([6, 7, 1, 1]);
});
