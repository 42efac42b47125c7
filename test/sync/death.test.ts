import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

/** Short versions; test/stress has the long ones. */
test.each([
  ['Lock', 150],
  ['RLock', 150],
  ['Semaphore', 30],
  ['BoundedSemaphore', 30],
  ['Condition', 40],
  ['Event', 150],
  ['Barrier', 20],
])('%s survives processes killed at random instants', async (kind, rounds) => {
  const result = await runFixture('sync/death.mjs', { args: [kind, String(rounds)] });
  expect(result.stderr).toBe('');
  expect(result.json()).toMatchObject({ rounds, violations: 0, late: 0 });
});
