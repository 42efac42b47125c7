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

test('an AbortSignal ends blocking calls: aborted before, or by a handler that runs inside', async () => {
  const { json } = await runFixture('signal/aborted.mjs');
  const outcomes = json<Record<string, unknown>>();
  const expected = Object.keys(outcomes).map((name) => [name, ['before', 'meanwhile']]);
  expect(outcomes).toEqual(Object.fromEntries(expected));
  expect(expected).toHaveLength(19);
});
