import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

test.each(['Lock', 'RLock', 'Semaphore'])(
  'no increment is lost under a %s, blocking and asynchronous processes mixed',
  async (kind) => {
    const result = await runFixture('sync/increments.mjs', { args: [kind, '4', '5000'] });
    expect(result.stderr).toBe('');
    expect(result.json()).toEqual({ total: 20_000, codes: [0, 0, 0, 0], free: 1 });
  },
);
