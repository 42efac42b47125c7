/** What the doctor looks at, one function a question. Nothing here throws: a question that fails is a finding. */
import { readFileSync, statfsSync } from 'node:fs';
import { release } from 'node:os';
import { forkObstacle } from '../fork/index';
import { unsupportedReason } from '../native';
import * as os from '../os/index';

export type Verdict = 'ok' | 'limited' | 'missing';

export interface Finding {
  name: string;
  verdict: Verdict;
  value: string;
  note?: string;
}

const ok = (value: string, note?: string): Omit<Finding, 'name'> => ({ verdict: 'ok', value, note });
const limited = (value: string, note: string): Omit<Finding, 'name'> => ({ verdict: 'limited', value, note });
const missing = (value: string, note: string): Omit<Finding, 'name'> => ({ verdict: 'missing', value, note });

const questions: Record<string, () => Omit<Finding, 'name'>> = {
  platform: () =>
    process.platform === 'linux'
      ? ok(`linux ${process.arch}`)
      : missing(`${process.platform} ${process.arch}`, 'forkable needs Linux'),
  kernel: () => (atLeast(release(), 5, 3) ? ok(release()) : limited(release(), 'pidfd_open came with 5.3')),
  'C library': libc,
  Node: () =>
    atLeast(process.versions.node, 20, 11)
      ? ok(process.versions.node, `V8 ${process.versions.v8}`)
      : missing(process.versions.node, 'forkable needs 20.11 or later'),
  addon: () => (unsupportedReason === null ? ok('loaded') : missing('not loaded', unsupportedReason)),
  fork: () => {
    const obstacle = forkObstacle();
    return obstacle === null
      ? ok('possible', 'all symbols of V8 and libuv found')
      : missing('refused', obstacle);
  },
  pidfd: () => probed(() => os.pidfdOpen(os.getpid()), 'waiting for processes needs it'),
  memfd: () => probed(() => os.memfdCreate('forkable-doctor', os.MFD_CLOEXEC), 'shared memory needs it'),
  futex_waitv: () =>
    atLeast(release(), 5, 16)
      ? ok('offered')
      : limited('not offered', 'came with Linux 5.16; asynchronous waits are a little slower without'),
  '/dev/shm': sharedMemory,
  CPUs: () => {
    const [all, usable] = [os.cpuCount(), os.processCpuCount()];
    return usable === all
      ? ok(`${usable}`)
      : ok(`${usable} of ${all}`, 'affinity or the quota of the control group');
  },
  'control group': controlGroup,
  overcommit: () => {
    const mode = text('/proc/sys/vm/overcommit_memory');
    return mode === '2'
      ? limited('strict', 'a fork of a large process may be refused with ENOMEM')
      : ok(mode === '1' ? 'always' : 'heuristic');
  },
  'limit of processes': () => limit(os.RLIMIT_NPROC, 64),
  'limit of open files': () => limit(os.RLIMIT_NOFILE, 256),
};

/** Asks all the questions. */
export function examine(): Finding[] {
  return Object.entries(questions).map(([name, ask]) => {
    try {
      return { name, ...ask() };
    } catch (error) {
      return { name, ...missing('unknown', error instanceof Error ? error.message : String(error)) };
    }
  });
}

function libc(): Omit<Finding, 'name'> {
  const { header } = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  const version = header.glibcVersionRuntime;
  if (version === undefined) return missing('not glibc', 'forkable needs glibc 2.28 or later');
  return atLeast(version, 2, 28)
    ? ok(`glibc ${version}`)
    : missing(`glibc ${version}`, 'needs 2.28 or later');
}

/** Opens what is asked for and closes it again. */
function probed(open: () => number, note: string): Omit<Finding, 'name'> {
  try {
    os.close(open());
    return ok('offered');
  } catch (error) {
    return missing('not offered', `${(error as Error).message}; ${note}`);
  }
}

function sharedMemory(): Omit<Finding, 'name'> {
  const { bavail, bsize } = statfsSync('/dev/shm');
  const free = `${Math.floor((bavail * bsize) / 2 ** 20)} MB free`;
  return bavail * bsize < 64 * 2 ** 20
    ? limited(free, 'named shared memory lives there; containers: --shm-size')
    : ok(free);
}

function controlGroup(): Omit<Finding, 'name'> {
  const own = /^0::(.*)$/m.exec(text('/proc/self/cgroup'))?.[1];
  const limits = ['memory.max', 'pids.max']
    .map((file) => [file, own === undefined ? '' : text(`/sys/fs/cgroup${own}/${file}`)] as const)
    .filter(([, value]) => value !== '' && value !== 'max')
    .map(([file, value]) => `${file} ${value}`);
  return ok(own ?? 'version 1', limits.join(', ') || undefined);
}

function limit(resource: number, few: number): Omit<Finding, 'name'> {
  const [soft, hard] = os.getrlimit(resource);
  const shown = (value: number): string => (value === Infinity ? 'none' : String(value));
  const value = `${shown(soft)}, at most ${shown(hard)}`;
  return soft < few ? limited(value, `less than ${few} is soon used up`) : ok(value);
}

function text(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

function atLeast(version: string, major: number, minor: number): boolean {
  const [first = 0, second = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return first > major || (first === major && second >= minor);
}
