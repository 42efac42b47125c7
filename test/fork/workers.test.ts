import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

const forks = 50;
test.each(['idle', 'busy', 'reading'])(
  'forks while Workers are alive (%s): no child waits for one, the Workers go on in the parent',
  async (kind) => {
    const { json } = await runFixture('fork/workers.mjs', {
      args: [kind, String(forks)],
      execArgv: ['--expose-gc'],
    });
    expect(json()).toEqual({
      fates: { '[0]': forks },
      threads: true,
      exits: [1, 1],
      ...(kind === 'idle' && { answers: ['still here', 'still here'] }),
    });
  },
);
