import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

test('100 processes one after the other and 50 at once leave no descriptor, zombie or timer', async () => {
  const { json } = await runFixture('process/many.mjs', { args: ['100', '50'], timeout: 60_000 });
  const { before, ...rest } = json<{ before: object }>();
  expect(rest).toEqual({
    ended: 150,
    strange: [],
    alive: 50,
    active: 0,
    afterSequential: before,
    afterConcurrent: before,
    timers: 0,
  });
});
