import * as os from 'forkable/os';
import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';
import { as, CLOSED, NOBODY, WRONG_KIND, WRONG_VALUE } from './refused';

test('the wait family as promises tells every fate, aborts, and leaves no descriptors', async () => {
  expect((await runFixture('os/promises.mjs')).json()).toEqual({
    first: 1,
    watching: 1,
    killed: -9,
    many: Array.from({ length: 30 }, (_, i) => i),
    none: 'ECHILD',
    any: 2,
    aborted: ['ENOUGH', 'ENOUGH'],
    stopped: 19,
    continued: true,
    noHang: [[0, 0], null],
    peek: 15,
    group: -15,
    pidfdStillBlocks: true,
    gone: ['ECHILD', 'ECHILD'],
    foreign: true,
    holder: -9,
    leaked: 0,
  });
});

test('without descriptors a wait rejects with EMFILE and the child can still be waited for', async () => {
  expect((await runFixture('os/promises-no-fds.mjs')).json()).toEqual({ rejected: 'EMFILE', later: 0 });
});

test.each<[string, () => Promise<unknown>, string]>([
  ['waitpid(nobody)', () => os.promises.waitpid(NOBODY), 'ECHILD'],
  ['waitpid(NaN)', () => os.promises.waitpid(NaN), WRONG_VALUE],
  ["waitpid('1')", () => os.promises.waitpid(as('1')), WRONG_KIND],
  ['waitpid(1, 5)', () => os.promises.waitpid(1, as(5)), WRONG_KIND],
  ['waitpid(1, { signal: 5 })', () => os.promises.waitpid(1, { signal: as(5) }), WRONG_KIND],
  ['waitpid(1, { options: 1.5 })', () => os.promises.waitpid(1, { options: 1.5 }), WRONG_VALUE],
  ['waitid(9, 0, WEXITED)', () => os.promises.waitid(9, 0, os.WEXITED), 'EINVAL'],
  ['waitid(P_ALL, 0, 0)', () => os.promises.waitid(os.P_ALL, 0, 0), 'EINVAL'],
  ['waitid(P_PIDFD, closed)', () => os.promises.waitid(os.P_PIDFD, CLOSED, os.WEXITED), 'EBADF'],
  ['wait(null)', () => os.promises.wait(as(null)), WRONG_KIND],
])('%s rejects', async (_, call, code) => {
  await expect(call()).rejects.toMatchObject({ code });
});
