import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

const minutes = 60_000;
const short = process.env['FORKABLE_STRESS'] === 'short';

test('ten minutes of malformed frames', async () => {
  const run = await runFixture('connection/fuzz.mjs', {
    args: [String((short ? 1 / 6 : 10) * minutes)],
    timeout: 15 * minutes,
  });
  expect(run.json()).toMatchObject({ wrong: [] });
});

test('a message of 2.1 GB', async () => {
  const run = await runFixture('connection/huge.mjs', { args: ['2254857830'], timeout: 5 * minutes });
  expect(run.json()).toEqual({ length: 2_254_857_830, same: true, left: 'ERR_EOF' });
});
