import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

test.each(['turning', 'blocked'])(
  'a flood of 21,000 signals: every kind is handled, real-time signals all and in order (loop %s)',
  async (mode) => {
    const { json } = await runFixture('signal/flood.mjs', { args: [mode] });
    expect(json()).toEqual({ ran: ['usr1', 'usr2', 'node', 'child'], values: 1000, ordered: true });
  },
);
