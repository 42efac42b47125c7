import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

test.each([
  ['unbounded', 0],
  ['bounded', 8],
])(
  'killed at random moments, %s: at most the own message is lost',
  async (_, maxsize) => {
    const run = await runFixture('queues/kills.mjs', { args: ['120', String(maxsize)], timeout: 60_000 });
    expect(run.json()).toEqual({ torn: 0, twice: 0, tooMany: 0, after: 'after all', some: true });
  },
  90_000,
);

test('one who is stopped in the middle holds up nobody for longer than they want to wait', async () => {
  const run = await runFixture('queues/scenes.mjs', { args: ['stopped'], timeout: 60_000 });
  expect(run.json()).toEqual({ caught: true, smooth: true });
}, 90_000);
