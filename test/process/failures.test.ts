/** A promise of the parent's has failed when a Process starts: the child neither hears of it nor ends because of it. */
import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

test.each([
  [[], []],
  [['silent'], []],
  [['silent'], ['--unhandled-rejections=strict']],
  [['silent'], ['--unhandled-rejections=warn']],
  [[], ['--unhandled-rejections=strict']],
])('a failed promise is not the child’s: listeners %j, flags %j', async (args, execArgv) => {
  const { json, stderr } = await runFixture('process/failures.mjs', { args, execArgv });
  expect(stderr).toBe('');
  expect(json()).toEqual({
    codes: { script: 7, timer: 7, immediate: 7, tick: 7, microtask: 7 },
    told: [],
  });
});
