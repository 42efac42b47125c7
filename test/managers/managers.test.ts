import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

const run = async (name: string): Promise<unknown> =>
  (await runFixture(`managers/${name}.mjs`, { execArgv: ['--expose-gc'] })).json();

test('every type behaves as what it stands for', async () => {
  expect(await run('types')).toEqual([]);
});

test('four processes at once, exact results', async () => {
  expect(await run('processes')).toEqual({
    exits: [0, 0, 0, 0],
    counts: [200, 200, 200, 200, 200, 200, 50],
    ordered: true,
    most: true,
  });
});

test('deaths and strangers', async () => {
  expect(await run('faults')).toEqual({
    lockBack: true,
    ownerDied: true,
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
