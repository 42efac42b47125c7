import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

test('parent and children draw different random numbers, and the parent alone keeps its inspector', async () => {
  const { json } = await runFixture('fork/alike.mjs');
  expect(json()).toEqual({
    fates: [0, 0],
    same: [],
    inspector: ['closed', 'closed'],
    open: true,
    title: true,
  });
});
