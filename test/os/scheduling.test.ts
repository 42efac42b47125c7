import * as os from 'forkable/os';
import { expect, test } from 'vitest';
import { cpuQuota } from '../../lib/os/cpu-quota';
import { runFixture } from '../helpers/program';
import { as, NOBODY, refuses, WRONG_KIND, WRONG_VALUE } from './refused';

test('priorities, affinity, policies, limits and prctl', async () => {
  expect((await runFixture('os/scheduling.mjs')).json()).toEqual({
    nice: [0, 3, 3],
    minusOne: [-1, -1, true],
    least: [19, 19],
    affinity: [1, true, 1],
    restored: true,
    counts: true,
    policy: [true, { schedPriority: 0 }],
    priorities: [1, 99],
    interval: true,
    limits: [0, true],
    previous: [0, null], // Infinity in JSON
    now: [0, 0],
    prctl: [15, true, 'nineteen-bytes-'],
    comm: 'zwölf Zeiché',
    umask: 0o027,
  });
});

const v2 = '36 29 0:32 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw';
const v1 = '33 29 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct';
const in2 = (files: object): object => ({
  '/proc/self/mountinfo': v2,
  '/proc/self/cgroup': '0::/a/b',
  ...files,
});
test.each<[string, object, number]>([
  ['no files at all', {}, Infinity],
  ['no limit', in2({ '/sys/fs/cgroup/a/b/cpu.max': 'max 100000\n' }), Infinity],
  ['one and a half', in2({ '/sys/fs/cgroup/a/b/cpu.max': '150000 100000\n' }), 1.5],
  [
    'a group above is tighter',
    in2({ '/sys/fs/cgroup/a/b/cpu.max': '400000 100000', '/sys/fs/cgroup/a/cpu.max': '50000 100000' }),
    0.5,
  ],
  ['a namespace’s root', in2({ '/proc/self/cgroup': '0::/', '/sys/fs/cgroup/cpu.max': '300000 100000' }), 3],
  [
    'a container’s mount of its own group',
    in2({
      '/proc/self/mountinfo': '36 29 0:32 /docker/x /sys/fs/cgroup rw - cgroup2 cgroup2 rw',
      '/proc/self/cgroup': '0::/docker/x',
      '/sys/fs/cgroup/cpu.max': '200000 100000',
    }),
    2,
  ],
  [
    'a group outside the mount',
    in2({ '/proc/self/cgroup': '0::/../other', '/sys/fs/cgroup/cpu.max': '200000 100000' }),
    2,
  ],
  [
    'version 1',
    {
      '/proc/self/mountinfo': v1,
      '/proc/self/cgroup': '4:memory:/m\n3:cpu,cpuacct:/c\n0::/',
      '/sys/fs/cgroup/cpu,cpuacct/c/cpu.cfs_quota_us': '250000\n',
      '/sys/fs/cgroup/cpu,cpuacct/c/cpu.cfs_period_us': '100000\n',
    },
    2.5,
  ],
  [
    'version 1 without a limit',
    {
      '/proc/self/mountinfo': v1,
      '/proc/self/cgroup': '3:cpu,cpuacct:/',
      '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '-1\n',
      '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
    },
    Infinity,
  ],
  ['a file of nonsense', in2({ '/sys/fs/cgroup/a/b/cpu.max': 'nonsense' }), Infinity],
])('the quota with %s', (_, files, expected) => {
  expect(cpuQuota((file) => (files as Record<string, string>)[file])).toBe(expected);
});

test('usage is told in seconds', () => {
  const usage = os.getrusage(os.RUSAGE_SELF);
  expect(Object.keys(usage)).toHaveLength(16);
  expect(usage.ru_utime).toBeGreaterThan(0);
  expect(usage.ru_utime + usage.ru_stime).toBeLessThan(process.uptime() * 64);
  const times = os.times();
  expect(Math.abs(times.user - usage.ru_utime)).toBeLessThan(1);
  expect(times.elapsed).toBeGreaterThan(0);
  expect(os.getrusage(os.RUSAGE_THREAD).ru_utime).toBeLessThanOrEqual(usage.ru_utime + 1);
  expect([os.getpagesize() % 4096, os.getloadavg().length]).toEqual([0, 3]);
});

refuses([
  ['nice(0.5)', () => os.nice(0.5), WRONG_VALUE],
  ["nice('1')", () => os.nice(as('1')), WRONG_KIND],
  ['getpriority(9, 0)', () => os.getpriority(9, 0), 'EINVAL'],
  ['getpriority of nobody', () => os.getpriority(os.PRIO_PROCESS, NOBODY), 'ESRCH'],
  ['setpriority of nobody', () => os.setpriority(os.PRIO_PROCESS, NOBODY, 0), 'ESRCH'],
  ['setpriority to NaN', () => os.setpriority(os.PRIO_PROCESS, 0, NaN), WRONG_VALUE],
  ['an empty affinity', () => os.schedSetaffinity(0, []), 'EINVAL'],
  ['an affinity for CPUs that there are not', () => os.schedSetaffinity(0, [4096]), 'EINVAL'],
  ['an affinity of -1', () => os.schedSetaffinity(0, [-1]), WRONG_VALUE],
  ['an affinity of 2 ** 31', () => os.schedSetaffinity(0, [2 ** 31]), WRONG_VALUE],
  ["an affinity of ['0']", () => os.schedSetaffinity(0, as(['0'])), WRONG_KIND],
  ['an affinity of 0', () => os.schedSetaffinity(0, as(0)), WRONG_KIND],
  ['schedGetaffinity of nobody', () => os.schedGetaffinity(NOBODY), 'ESRCH'],
  ['schedSetscheduler(0, 99)', () => os.schedSetscheduler(0, 99, { schedPriority: 0 }), 'EINVAL'],
  ['schedSetscheduler without a priority', () => os.schedSetscheduler(0, 0, as({})), WRONG_KIND],
  ['schedGetparam of nobody', () => os.schedGetparam(NOBODY), 'ESRCH'],
  ['schedGetPriorityMax(99)', () => os.schedGetPriorityMax(99), 'EINVAL'],
  ['getrusage(99)', () => os.getrusage(99), 'EINVAL'],
  ['getrlimit(99)', () => os.getrlimit(99), 'EINVAL'],
  ['a soft limit above the hard one', () => os.setrlimit(os.RLIMIT_CORE, [2, 1]), WRONG_VALUE],
  ['a limit of -1', () => os.setrlimit(os.RLIMIT_CORE, [-1, 5]), WRONG_VALUE],
  ['a limit of NaN', () => os.setrlimit(os.RLIMIT_CORE, [NaN, 5]), WRONG_VALUE],
  ['a limit of one number', () => os.setrlimit(os.RLIMIT_CORE, as(5)), WRONG_KIND],
  ['prlimit of nobody', () => os.prlimit(NOBODY, os.RLIMIT_CORE), 'ESRCH'],
  ['setPdeathsig(99)', () => os.setPdeathsig(99), 'EINVAL'],
  ["setPdeathsig('SIGNOPE')", () => os.setPdeathsig(as('SIGNOPE')), WRONG_VALUE],
  ['setChildSubreaper(1)', () => os.setChildSubreaper(as(1)), WRONG_KIND],
  ['setProcessName(5)', () => os.setProcessName(as(5)), WRONG_KIND],
  ['setProcessName with NUL', () => os.setProcessName('a\0b'), WRONG_VALUE],
]);
