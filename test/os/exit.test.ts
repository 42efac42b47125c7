import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

test.each([
  ['0', 0, null],
  ['42', 42, null],
  ['300', 44, null],
  ['-1', 255, null],
  ['abort', null, 'SIGABRT'],
])('_exit(%s) ends with %s %s, without exit handlers', async (argument, code, signal) => {
  const ended = await runFixture('os/exit.mjs', { args: [argument] });
  expect([ended.code, ended.signal, ended.stdout]).toEqual([code, signal, '']);
});
