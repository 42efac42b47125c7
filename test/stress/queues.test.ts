import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

const short = process.env['FORKABLE_STRESS'] === 'short';
const share = (count: number): string => String(short ? count / 10 : count);
const minutes = 60_000;

test.each([
  ['unbounded', 0],
  ['bounded', 8],
  ['one at a time', 1],
])('10,000 kills at random moments, %s', async (_, maxsize) => {
  const run = await runFixture('queues/kills.mjs', {
    args: [share(10_000), String(maxsize)],
    timeout: 20 * minutes,
  });
  expect(run.json()).toEqual({ torn: 0, twice: 0, tooMany: 0, after: 'after all', some: true });
});

test.each(['blocking', 'async'])('8 producers × 200,000 × 4 consumers, %s', async (face) => {
  const run = await runFixture('queues/many.mjs', {
    args: ['8', share(200_000), '4', face, '0'],
    timeout: 10 * minutes,
  });
  expect(run.json()).toEqual({ wrong: 0, disorder: 0, left: 0 });
});

test('a message of 2.1 GB', async () => {
  const run = await runFixture('queues/huge.mjs', { args: ['2254857830'], timeout: 5 * minutes });
  expect(run.json()).toEqual({ length: 2_254_857_830, same: true, child: 0, returned: true });
});

test('ten minutes of malformed messages', async () => {
  const run = await runFixture('queues/fuzz.mjs', {
    args: [String((short ? 1 / 6 : 10) * minutes)],
    timeout: 15 * minutes,
  });
  expect(run.json()).toMatchObject({ wrong: [] });
});

test('ten minutes of scribbling over the memory of queues', async () => {
  const run = await runFixture('queues/fuzz-ring.mjs', {
    args: [String((short ? 1 / 6 : 10) * minutes)],
    timeout: 15 * minutes,
  });
  expect(run.json()).toMatchObject({ wrong: [] });
});
