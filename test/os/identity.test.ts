import * as os from 'forkable/os';
import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';
import { as, CLOSED, NOBODY, refuses, WRONG_KIND, WRONG_VALUE } from './refused';

test('who this process is', () => {
  expect([os.getpid(), os.getppid()]).toEqual([process.pid, process.ppid]);
  expect([os.getuid(), os.getgid()]).toEqual([process.getuid!(), process.getgid!()]);
  expect([os.geteuid(), os.getegid()]).toEqual([process.geteuid!(), process.getegid!()]);
  expect([os.getresuid()[0], os.getresgid()[1]]).toEqual([process.getuid!(), process.getegid!()]);
  expect(new Set([...os.getgroups(), os.getegid()])).toEqual(new Set(process.getgroups!()));
  expect(os.getpgid(0)).toBe(os.getpgrp());
  expect(os.getsid(0)).toBe(os.getsid(process.pid));
});

test('sessions, groups, terminals and ids of forked children', async () => {
  expect((await runFixture('os/identity.mjs')).json()).toEqual({
    session: [true, true, 'EPERM'],
    group: [true, true, true],
    parents: true,
    terminal: [true, true, true, true, 'through the terminal'],
    ids: [1234, 1234, 1],
  });
});

refuses([
  ['getpgid(nobody)', () => os.getpgid(NOBODY), 'ESRCH'],
  ['getpgid(NaN)', () => os.getpgid(NaN), WRONG_VALUE],
  ['getsid(nobody)', () => os.getsid(NOBODY), 'ESRCH'],
  ["getsid('0')", () => os.getsid(as('0')), WRONG_KIND],
  ['setpgid(nobody, 0)', () => os.setpgid(NOBODY, 0), 'ESRCH'],
  ['setpgid(0, -1)', () => os.setpgid(0, -1), 'EINVAL'],
  ['setpgid(0)', () => os.setpgid(0, as(undefined)), WRONG_KIND],
  ['setuid(-2)', () => os.setuid(-2), WRONG_VALUE],
  ['setuid(2 ** 32)', () => os.setuid(2 ** 32), WRONG_VALUE],
  ["setgid('root')", () => os.setgid(as('root')), WRONG_KIND],
  ['setgroups(5)', () => os.setgroups(as(5)), WRONG_KIND],
  ['setgroups([-1])', () => os.setgroups([-1]), WRONG_VALUE],
  ['setreuid(NaN, 0)', () => os.setreuid(NaN, 0), WRONG_VALUE],
  ['umask(1.5)', () => os.umask(1.5), WRONG_VALUE],
  ['umask()', () => os.umask(as(undefined)), WRONG_KIND],
  ['tcsetpgrp(closed, 1)', () => os.tcsetpgrp(CLOSED, 1), 'EBADF'],
]);
