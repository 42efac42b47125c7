/** What becomes of children when their parent ends. */
import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';
import { isRunning } from '../helpers/running';

interface Pids {
  daemon: number;
  plain: number;
}

test.each([
  ['return', 0, null],
  ['exit', 3, null],
  ['exit, with a handler that ends a child', 3, null],
  ['exit from a handler', 4, null],
  ['throw', 1, null],
] as const)('a parent that ends by %s ends its daemon and joins its child', async (way, code, signal) => {
  const result = await runFixture('process/daemons.mjs', { args: [way] });
  expect(result).toMatchObject({ code, signal });
  const { daemon, plain } = result.json<Pids>();
  expect([isRunning(daemon), isRunning(plain)]).toEqual([false, false]);
});

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'a parent that dies of %s takes its daemon with it',
  async (way) => {
    const result = await runFixture('process/daemons.mjs', { args: [way], mayLeaveProcesses: true });
    expect(result).toMatchObject({ code: null, signal: way });
    const { daemon } = result.json<Pids>();
    await expect.poll(() => isRunning(daemon), { timeout: 5000 }).toBe(false);
  },
);
