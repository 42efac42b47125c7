import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

test('forks under a busy thread pool: nothing is lost or wrong in the parent, the pool works in the children', async () => {
  const { json } = await runFixture('fork/busy.mjs');
  expect(json()).toEqual({ fates: { '[0,[true,true,true]]': 40 }, bad: [], worked: true });
});
