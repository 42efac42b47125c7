import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { scaled } from '../helpers/deadline';
import { runFixture } from '../helpers/program';

const run = async (name: string): Promise<unknown> =>
  (await runFixture(`managers/${name}.mjs`, { execArgv: ['--expose-gc'] })).json();

test('every type behaves as what it stands for', async () => {
  expect(await run('types')).toEqual([]);
});

describe('four processes at once, exact results', () => {
  let results: Record<string, unknown>;
  beforeAll(async () => {
    results = (await runFixture('managers/four.mjs', { args: ['20'], timeout: 60_000 })).json();
  }, scaled(70_000));

  test.each<[string, unknown]>([
    ['dict', [80, 81]],
    ['list', [80, 80]],
    ['map', 80],
    ['set', 20],
    ['Namespace', 76],
    ['Value', 80],
    ['Array', [20, 20, 20, 20]],
    ['Queue', [true, 4]],
    ['JoinableQueue', [true, 0]],
    ['Lock', [false, 0, 1]],
    ['RLock', [false, 80]],
    ['Semaphore', [2, 80]],
    ['BoundedSemaphore', [1, 80]],
    ['Condition', 80],
    ['Event', [true, 80]],
    ['Barrier', [0, false, 80, 80]],
    ['Pool', [0, true, 12]],
  ])('%s', (type, wanted) => {
    expect(results[type]).toEqual(wanted);
  });
});

describe("CPython's behaviour", () => {
  let seen: Record<string, unknown>;
  beforeAll(async () => {
    seen = (await run('python')) as Record<string, unknown>;
  }, scaled(30_000));

  test.each<[string, unknown]>([
    ['used before start', 'ProcessError ERR_MANAGER_STATE'],
    ['connect without an address', 'StateError ERR_MANAGER_STATE'],
    ['shutdown before start', null],
    ['started twice', 'ProcessError ERR_MANAGER_STATE'],
    ['getServer after start', 'ProcessError ERR_MANAGER_STATE'],
    ['a failing initializer', 'RangeError'],
    ['an initializer that throws no Error', 'no Error'],
    ['a signal handler that throws at the start', 'SyntaxError'],
    ['initializer', 'by the initializer'],
    ['a plain object with methods', [3, 3]],
    [
      'registered wrongly',
      [
        'TypeError ERR_INVALID_ARG_TYPE',
        'TypeError ERR_INVALID_ARG_TYPE',
        'RangeError ERR_OUT_OF_RANGE',
        'TypeError ERR_INVALID_ARG_TYPE',
      ],
    ],
    ['address', 'string'],
    ['an error comes by its type', 'RangeError'],
    ['a result is a copy', [9, 1]],
    ['methodToTypeid gives a proxy', [3, 2]],
    ['not exposed', 'TypeError'],
    ['with an underscore', ['undefined', 'function']],
    ['constructors of all kinds', [1, 2]],
    ['not registered', 'RemoteError ERR_MANAGER_TYPE'],
    ['after the shutdown', 'a coded error'],
    ['started again', 'ProcessError ERR_MANAGER_STATE'],
    ['nested', [2, 2]],
    ['put back', { x: 1 }],
    ['shown as what it stands for', ["[ 1, 'a' ]", '{ a: 1 }', '1,2']],
    ['kinds', [true, true, true]],
    ['dropped with the last proxy', 3],
    ['locked', [false, true, true, false, null]],
    ['the other', 0],
    ['a type of its own manager in another', 2],
    [
      'acquired by another',
      [
        [true, null, false, 'StateError ERR_RELEASED_TOO_MANY_TIMES'],
        [true, null, false, 'StateError ERR_RELEASED_TOO_MANY_TIMES'],
      ],
    ],
    ['waitFor', ['at once', 0]],
    ['waitFor, async', 'TypeError ERR_INVALID_ARG_TYPE'],
    ['waitFor later', 3],
    ['a list in itself', 'by the child'],
    ['another key', 'AuthenticationError ERR_AUTHENTICATION'],
    ['the same key', 2],
    ['nobody there', 'FileNotFoundError ENOENT'],
    [
      'misuse',
      [
        'StateError ERR_RELEASED_TOO_MANY_TIMES',
        'StateError ERR_NOT_OWNER',
        'TypeError ERR_INVALID_ARG_TYPE',
        'RangeError ERR_OUT_OF_RANGE',
        'RangeError ERR_OUT_OF_RANGE',
        'StateError ERR_TASK_DONE',
        'TypeError ERR_INVALID_ARG_TYPE',
        'RangeError ERR_OUT_OF_RANGE',
        'TypeError ERR_INVALID_ARG_TYPE',
        'TypeError ERR_INVALID_ARG_TYPE',
      ],
    ],
    [
      'pool',
      [
        [1, 4, 9],
        [3, 7],
        42,
        'TypeError',
        'later',
        'StateError ERR_POOL_RUNNING',
        null,
        'StateError ERR_POOL_CLOSED',
        null,
      ],
    ],
    ['disposed', 'ProcessError ERR_MANAGER_STATE'],
  ])('%s', (what, wanted) => {
    expect(seen[what]).toEqual(wanted);
  });
});

test('clients come and go', async () => {
  const clients = await runFixture('managers/many-clients.mjs', {
    args: ['60', '20'],
    execArgv: ['--expose-gc'],
  });
  expect(clients.json()).toEqual({
    orderly: true,
    objects: 6,
    fds: 0,
    heap: 'as at the start',
    free: [true, true],
    killed: 6,
  });
});

test('no end leaves anything in the folder for temporary files', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'litter-'));
  const env = { TMPDIR: folder };
  const left = async (how: string): Promise<number> => {
    await runFixture('managers/litter.mjs', { args: [how], env, mayLeaveProcesses: how === 'tree' });
    return readdirSync(folder).length;
  };
  try {
    expect([await left('shutdown'), await left('kill'), await left('exit')]).toEqual([0, 0, 0]);
    // Nobody is left who could remove it: the next listener does.
    expect([await left('tree'), await left('look')]).toEqual([1, 0]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('deaths and strangers', async () => {
  expect(await run('faults')).toEqual({
    lockBack: true,
    ownerDied: true,
    afterInterrupt: 1,
    notLost: 'not lost',
    makerDied: -9,
    dropped: true,
    garbage: 'cut off',
    huge: 'cut off',
    wrongKey: 'AuthenticationError',
    babble: 'ERR_EOF',
    hugeAfterKey: 'ERR_EOF',
    liar: 'ERR_EOF',
    stillThere: 1,
    error: [true, 'out of it', 'deep'],
    later: 'later',
    uncloneable: 'ERR_RESULT_NOT_CLONABLE',
    private: true,
    pending: 'ERR_EOF',
    dead: true,
  });
});

test.each(['unix', 'tcp'])('what a client does not live to get is not lost, %s', async (kind) => {
  const run = await runFixture('managers/undelivered.mjs', { args: [kind, '10'] });
  expect(run.json()).toEqual([]);
});

test('unrelated programs over TCP', async () => {
  expect(await run('network')).toEqual({
    b: 'parent',
    c: 'over the proxy of the parent',
    wipe: 'TypeError',
    wrong: 'AuthenticationError',
    gone: 'string',
    code: 0,
    exit: 0,
  });
});
