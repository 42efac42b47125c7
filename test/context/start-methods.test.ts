/** Start methods: fork, spawn, forkserver, and the contexts bound to them. */
import { describe, expect, test } from 'vitest';
import { testCases } from '../helpers/cases';
import { runFixture } from '../helpers/program';
import { ended } from '../helpers/running';

const methods = ['fork', 'spawn', 'forkserver'] as const;
const classes = { fork: 'ForkProcess', spawn: 'SpawnProcess', forkserver: 'ForkServerProcess' };

test.each(methods)('%s: whatever processes share travels in the arguments', async (method) => {
  const result = await runFixture('context/modules.mjs', { args: [method, 'a', 'b'] });
  expect(result.stderr).toBe('');
  expect(result.json()).toEqual({
    message: {
      extra: [[1, 'one']],
      name: `${classes[method]}-1`,
      parent: 'MainProcess',
      isChild: true,
      method,
      argv: [method, 'a', 'b'],
      called: 4,
    },
    simple: 'simple',
    sent: { value: 4, same: true, tied: true },
    end: 'ERR_EOF',
    exitcodes: [0, 3],
    isOwnPid: true,
    total: 106,
    array: [1, 20, 3],
    raw: 7,
    point: [1.5, 2],
    points: [
      [1, 0],
      [3, 2],
    ],
    memory: 99,
    free: 1,
    text: `<${classes[method]} name='${classes[method]}-1' pid=N parent=N stopped exitcode=0>`,
    isProcess: true,
  });
});

describe('in general', () => {
  testCases(
    'context/cases.mjs',
    [
      'start methods',
      'contexts have all names',
      'pools are forked',
      'references under fork',
      'locks cross in arguments only',
    ],
    { args: ['general'] },
  );
});

const names = [
  'targets that cannot be found',
  'arguments that cannot be cloned',
  'names of exports',
  'an export that is not there',
  'ways to end',
  'signals, sentinel, daemons',
  'a subclass',
  'children of children',
  'an empty stdin',
  'no descriptor is left',
];

describe.each(['spawn', 'forkserver'])('%s', (method) => {
  testCases('context/cases.mjs', names, { args: [method], timeout: 60_000, speaks: true });

  test('a CommonJS main module', async () => {
    const result = await runFixture('context/main.cjs', { args: [method] });
    expect(result.stderr).toBe('');
    const { exitcode, error } = result.json<{ exitcode: number; error: string }>();
    expect(exitcode).toBe(7);
    expect(error).toMatch(/^the function later is not among the exports of .*main\.cjs/);
  });

  test('a main module that does not guard its own start', async () => {
    const result = await runFixture('context/unguarded.mjs', { args: [method] });
    expect(result.json()).toBe(1);
    expect(result.stderr).toMatch(/has to guard its own start/);
  });

  test.each([
    ['return', 0, null],
    ['throw', 1, null],
    ['SIGKILL', null, 'SIGKILL'],
  ] as const)(
    'a parent that ends by %s takes its daemon along, the other child ends by itself',
    async (way, code, signal) => {
      const mayLeaveProcesses = way === 'SIGKILL';
      const result = await runFixture('context/daemons.mjs', { args: [method, way], mayLeaveProcesses });
      expect(result).toMatchObject({ code, signal });
      const { daemon, helpers } = result.json<{ daemon: number; helpers: number[] }>();
      expect(helpers).toContain(daemon);
      for (const pid of helpers) await ended(pid);
    },
  );
});

describe('the fork server', () => {
  testCases(
    'context/forkserver.mjs',
    [
      'modules are loaded once',
      'the working directory and environment are those of the start',
      'a server that was killed is replaced',
      'a server that dies while a process of its own holds its end of the stream',
      'a start inside a signal handler inside a start',
      'thirty at once leave nothing behind',
      'preloading may be made to fail',
      'processes of a Worker',
    ],
    { timeout: 60_000, speaks: true },
  );
});

test('the log', async () => {
  const result = await runFixture('context/log.mjs');
  expect(result.json()).toEqual({
    lines: [['[WARNING/MainProcess] twice', 30]],
    code: 'ERR_INVALID_ARG_TYPE',
    exitcode: 0,
  });
  expect(result.stderr.split('\n')).toEqual([
    '[SUBDEBUG/MainProcess] low enough',
    '[WARNING/MainProcess] twice',
    '[INFO/child] child process calling self.run()',
    '[CRITICAL/child] from the child',
    '[INFO/child] process shutting down',
    '[INFO/child] process exiting with exitcode 0',
    '',
  ]);
});
