import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

test.each(['queues/fuzz-ring.mjs', 'connection/fuzz.mjs', 'queues/fuzz.mjs'])(
  'a second of %s',
  async (name) => {
    const run = await runFixture(name, { args: ['1000'] });
    expect(run.json()).toMatchObject({ wrong: [] });
  },
);
