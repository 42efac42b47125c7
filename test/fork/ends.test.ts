import { beforeAll, expect, test } from 'vitest';
import { type ProgramResult, runFixture } from '../helpers/program';

let program: ProgramResult;
beforeAll(async () => {
  program = await runFixture('fork/ends.mjs');
});

test.each([
  ['process.exit', [3, 'exit 3']],
  ['process.exit within exit', [8]],
  ['natural end', [0, 'exit 0']],
  ['natural end after a timer', [0, 'exit 0']],
  ['process.exitCode', [4, 'beforeExit 4']],
  ['uncaught error', [1, 'exit 1']],
  ['unhandled rejection', [1]],
  ['handled uncaught error', [9]],
  ['_exit', [5]],
  ['abort', [-6]],
  ['killed', [-9]],
])('%s', (way, end) => {
  expect(program.json<Record<string, unknown>>()[way]).toEqual(end);
});

test('errors are told on stderr once', () => {
  expect(program.stderr.match(/Error: uncaught in the child/g)).toHaveLength(1);
  expect(program.stderr.match(/Error: unhandled in the child/g)).toHaveLength(1);
});

test('children that end at the same instant do not get into each other’s way', async () => {
  const { json } = await runFixture('fork/together.mjs', { args: ['20'] });
  expect(json()).toEqual({ '0': 240 });
});
