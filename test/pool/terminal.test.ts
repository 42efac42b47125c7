import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

test('workers leave the terminal as it is; Ctrl-C is for the program, and the pool goes on if that wants it', async () => {
  const result = await runFixture('pool/terminal.mjs');
  expect(result.json()).toEqual({
    before: 'raw',
    'a worker got SIGTERM': 'raw',
    'the pool was terminated': 'raw',
    'a child has ended': 'raw',
    after: 'cooked',
    'Ctrl-C': [1, true, 2],
  });
  expect(result.stdout.split(/\r?\n/).slice(0, 2)).toEqual(['ready', '^C']);
});
