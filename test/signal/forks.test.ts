import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

test('a forked child has the handlers and the mask, not what was due or pending, nor timers', async () => {
  const { json } = await runFixture('signal/forks.mjs');
  expect(json()).toEqual({
    child: {
      due: [],
      pending: [],
      mask: [1],
      alarm: 0,
      stillNone: [],
      ignored: 1,
      ran: expect.arrayContaining(['usr1', 'node', 0, 1, 2]),
      interrupted: 'x',
    },
    parent: expect.arrayContaining(['usr1', 'node']),
    alarm: true,
  });
});
