import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

test('handlers run inside blocking calls', async () => {
  const { json } = await runFixture('signal/blocking.mjs');
  expect(json()).toEqual({
    resumed: [null, true, true],
    read: 'from the handler',
    thrown: ['too late', true],
    after: 'x',
    nested: ['alarm begins', 'usr1', 'alarm ends'],
    pauses: 20,
    pauseForNode: 'pause',
    nodeRan: 'node',
    throwsFromMask: 'first',
    later: ['second'],
  });
});

test.each(['standard', 'real-time'])(
  'no %s signal between check and system call is lost: each gets a blocked read off the ground',
  async (kind) => {
    const { json } = await runFixture('signal/ping-pong.mjs', { args: [kind, '1000'] });
    expect(json()).toEqual({ answered: 1000, outOfOrder: 0 });
  },
);
