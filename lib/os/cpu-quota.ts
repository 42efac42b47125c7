/**
 * How much CPU time the control groups of this process grant: cgroups(7), versions 1 and 2. The limit of each group up
 * to the root counts; in a container only what its mounts show can be seen.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

export type ReadText = (file: string) => string | undefined;

const readText: ReadText = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

/** A hierarchy that may hold a quota, as /proc/self/mountinfo shows it. */
interface Mount {
  version: 1 | 2;
  /** The group that is mounted. */
  root: string;
  /** Where. */
  point: string;
}

/** In CPUs (1.5 is one and a half); Infinity without a limit. */
export function cpuQuota(read: ReadText = readText): number {
  const groups = parseGroups(read('/proc/self/cgroup') ?? '');
  const mounts = parseMounts(read('/proc/self/mountinfo') ?? '');
  return Math.min(
    Infinity,
    ...mounts.flatMap((mount) =>
      foldersUp(mount, groups.get(mount.version) ?? '/').map((dir) =>
        mount.version === 2 ? quotaV2(read, dir) : quotaV1(read, dir),
      ),
    ),
  );
}

/** Lines `id:controllers:path`; version 2 has id 0 and no controllers. */
function parseGroups(text: string): Map<1 | 2, string> {
  const groups = new Map<1 | 2, string>();
  for (const line of text.split('\n')) {
    const [id, controllers, ...rest] = line.split(':');
    if (id === '0' && controllers === '') groups.set(2, rest.join(':'));
    else if (controllers?.split(',').includes('cpu')) groups.set(1, rest.join(':'));
  }
  return groups;
}

/** Fields of proc_pid_mountinfo(5): …, 3 root, 4 mount point, …, '-', type, source, super options. */
function parseMounts(text: string): Mount[] {
  const mounts: Mount[] = [];
  for (const line of text.split('\n')) {
    const [before, after] = line.split(' - ');
    const [type, , options] = after?.split(' ') ?? [];
    const [root, point] = (before ?? '').split(' ').slice(3, 5).map(unescapeOctal);
    if (root === undefined || point === undefined) continue;
    if (type === 'cgroup2') mounts.push({ version: 2, root, point });
    else if (type === 'cgroup' && options?.split(',').includes('cpu'))
      mounts.push({ version: 1, root, point });
  }
  return mounts;
}

const unescapeOctal = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)));

/** The folder of the group and those above it, as far as the mount reaches. */
function foldersUp({ root, point }: Mount, group: string): string[] {
  const below = path.posix.relative(root, group);
  const inside = below === '' || below.startsWith('..') ? [] : below.split('/');
  return [...inside.keys(), inside.length].map((depth) => path.posix.join(point, ...inside.slice(0, depth)));
}

/** cpu.max: `quota period` or `max period`, in microseconds. */
function quotaV2(read: ReadText, dir: string): number {
  const [quota, period] = (read(path.posix.join(dir, 'cpu.max')) ?? '').trim().split(/\s+/).map(Number);
  return ratio(quota, period ?? 100_000);
}

/** cpu.cfs_quota_us is -1 without a limit. */
function quotaV1(read: ReadText, dir: string): number {
  const number = (file: string): number => parseInt(read(path.posix.join(dir, file)) ?? '', 10);
  return ratio(number('cpu.cfs_quota_us'), number('cpu.cfs_period_us'));
}

const ratio = (quota: number | undefined, period: number): number =>
  quota !== undefined && quota > 0 && period > 0 ? quota / period : Infinity;
