import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';
import { soak } from './scale';

test('forks from a heap of a gigabyte: children change and collect it, the parent keeps its own', async () => {
  const count = soak(40);
  const { json } = await runFixture('stress/fork-heap.mjs', {
    args: ['1000', String(count)],
    execArgv: ['--expose-gc', '--max-old-space-size=4096'],
    timeout: 120_000 + count * 10_000,
  });
  expect(json()).toEqual({ fates: { '[0,0]': count }, heap: true, untouched: true });
});
