/** How a child ends, and what is seen of it: the exit matrix. */
import { beforeAll, expect, test } from 'vitest';
import { runFixture, type ProgramResult } from '../helpers/program';

let result: ProgramResult;
beforeAll(async () => {
  result = await runFixture('process/exit-matrix.mjs');
});

const yes = 1;
const no = 0;

test.each([
  // the child does, exit code, `finally` blocks, exit handlers, buffered output
  ['returns', 0, yes, yes, yes],
  ['async returns', 0, yes, yes, yes],
  ['exitCode 5', 5, yes, yes, yes],
  // process.exit() of Node does not come back to its caller, nor to a `finally` block
  ['exit()', 0, no, yes, yes],
  ['exit(5)', 5, no, yes, yes],
  ['exit(256)', 0, no, yes, yes],
  ['exit(300)', 44, no, yes, yes],
  ['exit(-1)', 255, no, yes, yes],
  ['exit(5) later', 5, no, yes, yes],
  ['exit(5) in a handler of SIGTERM', 5, no, yes, yes],
  ['throws', 1, yes, yes, yes],
  ['throws a text', 1, yes, yes, yes],
  ['rejects', 1, yes, yes, yes],
  // the target still waits when the error ends its process
  ['uncaught in a timer', 1, no, yes, yes],
  ['unhandled rejection', 1, no, yes, yes],
  ['waits for nothing', 13, no, yes, yes],
  ['works on before its end', 0, yes, yes, yes],
  ['interrupted in a blocking call', 1, yes, yes, yes],
  ['interrupted on the loop', 1, no, yes, yes],
  ['_exit(42)', 42, no, no, no],
  ['abort', -6, no, no, no],
  ['SIGINT', -2, no, no, no],
  ['SIGTERM', -15, no, no, no],
  ['SIGKILL', -9, no, no, no],
  ['SIGSEGV', -11, no, no, no],
  ['no target', 0, no, no, no],
])('%s', (name, exitcode, finallyBlock, exitHandler, output) => {
  expect(result.json<Record<string, unknown>>()[name]).toEqual([exitcode, finallyBlock, exitHandler]);
  expect(result.stdout.includes(`written: ${name}\n`)).toBe(output === yes);
});

test.each([
  ['throws', 'TypeError: thrown by the target'],
  ['throws a text', "Uncaught 'a text'"],
  ['rejects', 'RangeError: rejected by the target'],
  ['uncaught in a timer', 'Error: uncaught in a timer'],
  ['unhandled rejection', 'Error: unhandled rejection'],
  ['waits for nothing', 'Nothing is left that its target could be waiting for'],
  ['interrupted in a blocking call', 'KeyboardInterrupt'],
  ['interrupted on the loop', 'KeyboardInterrupt'],
])('what ends a child that %s is told on stderr', (name, text) => {
  expect(result.stderr).toContain(`Process ${name}:\n${text}`);
});

test('nothing else is told', () => {
  expect(result.stderr.match(/^Process .*:$/gm)).toHaveLength(8);
});

test.each([
  ['return', 'ERR_PROCESS_ENDED'], // no loop is left that the child could live on
  ['exit', 5],
  ['exit on the loop', 5],
  ['uncaught error', 5],
])('a process started in an exit handler: %s', async (way, outcome) => {
  const { json } = await runFixture('process/late-start.mjs', { args: [way] });
  expect(json()).toBe(outcome);
});
