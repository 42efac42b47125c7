/** How a child ends, and what the parent sees of it: the exit matrix. */
import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

test('every way to end has its exit code', async () => {
  const result = await runFixture('process/exit-matrix.mjs');
  expect(result.json()).toEqual({
    returns: 0,
    'async returns': 0,
    'exitCode 5': 5,
    'exit()': 0,
    'exit(5)': 5,
    'exit(256)': 0,
    'exit(300)': 44,
    throws: 1,
    rejects: 1,
    'uncaught in a timer': 1,
    'unhandled rejection': 1,
    '_exit(42)': 42,
    SIGKILL: -9,
    SIGTERM: -15,
    'no target': 0,
  });
  expect(result.stderr).toMatch(/Process throws:\nTypeError: thrown by the target/);
  expect(result.stderr).toMatch(/Process rejects:\nRangeError: rejected by the target/);
  expect(result.stderr).toMatch(/Process uncaught in a timer:\nError: uncaught in a timer/);
});
