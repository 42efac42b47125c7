import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

const short = process.env['FORKABLE_STRESS'] === 'short';
const ROUNDS = short ? 500 : 10_000;

test.each(['Lock', 'RLock', 'Semaphore', 'BoundedSemaphore', 'Condition', 'Event', 'Barrier'])(
  `${ROUNDS} processes killed at random instants: %s`,
  async (kind) => {
    const result = await runFixture('sync/death.mjs', {
      args: [kind, String(ROUNDS)],
      timeout: 25 * 60_000,
    });
    expect(result.stderr).toBe('');
    expect(result.json()).toMatchObject({ rounds: ROUNDS, violations: 0, late: 0 });
  },
);

test.each(['Lock', 'RLock', 'Semaphore'])('8 processes × 100,000 increments under a %s', async (kind) => {
  const rounds = short ? 10_000 : 100_000;
  const result = await runFixture('sync/increments.mjs', {
    args: [kind, '8', String(rounds)],
    timeout: 10 * 60_000,
  });
  expect(result.json()).toMatchObject({ total: 8 * rounds, free: 1 });
});
