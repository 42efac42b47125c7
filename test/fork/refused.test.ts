import { constants } from 'node:os';
import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

test('a failed fork is a negative errno and leaves the parent whole; in a Worker no fork can be made', async () => {
  const { json } = await runFixture('fork/refused.mjs');
  const unsupported = ['OSError', 'ERR_FORK_UNSUPPORTED', 'fork'];
  const again = constants.errno.EAGAIN;
  const rounds = Array.from({ length: 12 }, () => ['before', 'parent']);
  expect(json()).toEqual({
    inWorker: [unsupported, unsupported],
    forks: [-again, -again, -again, -again, -again],
    starts: Array.from({ length: 5 }, () => ['BlockingIOError', 'EAGAIN', 'fork']),
    state: [null, null, ['StateError', 'ERR_PROCESS_NOT_STARTED', null]],
    hooks: rounds.flat(),
    whole: true,
    then: 6,
    thenProcess: 0,
  });
});

test('where Math is frozen no fork can be made: children would draw the same numbers', async () => {
  const { json } = await runFixture('fork/obstacle.mjs', { execArgv: ['--frozen-intrinsics'] });
  expect(json()).toEqual(['OSError', 'ERR_FORK_UNSUPPORTED', expect.stringContaining('random')]);
});

test('with io_uring in libuv no fork can be made: its rings are not shared with children', async () => {
  const { json } = await runFixture('fork/obstacle.mjs', { env: { UV_USE_IO_URING: '1' } });
  expect(json()).toEqual(['OSError', 'ERR_FORK_UNSUPPORTED', expect.stringContaining('UV_USE_IO_URING')]);
});
