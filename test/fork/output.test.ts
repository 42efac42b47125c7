import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

test('what the parent had written and nobody had read yet is printed once, by the parent', async () => {
  const { code, json, stdout, stderr } = await runFixture('fork/output.mjs');
  expect(code).toBe(0);
  expect(json()).toEqual({ code: 0, queued: true });
  const lines = stdout.split('\n');
  const numbers = lines
    .filter((line) => line.startsWith('parent'))
    .map((line) => Number(line.split('.').at(-1)));
  // A line of the child may stand in the middle of one of the parent's, where the pipe was full.
  expect(stdout.match(/child 1/g)).toHaveLength(1);
  expect(stdout.match(/child 2/g)).toHaveLength(1);
  expect(stdout.length).toBeGreaterThan(20_000 * 68);
  expect(stdout.length).toBeLessThan(20_000 * 68 + 100);
  expect(new Set(numbers).size).toBeGreaterThanOrEqual(19_998);
  expect(stderr).toBe('parent\nchild\n');
});
