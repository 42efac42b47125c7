import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as os from 'forkable/os';
import { afterAll, expect, test } from 'vitest';
import { as, refuses, WRONG_KIND, WRONG_VALUE } from './refused';

const folder = mkdtempSync(path.join(tmpdir(), 'forkable-spawn-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a program and returns its exit code and what it wrote. */
function output(
  argv: [string, ...string[]],
  options: os.PosixSpawnOptions = {},
  env?: os.Environment,
): [number, string] {
  const [r, w] = os.pipe();
  const fileActions: os.FileAction[] = [...(options.fileActions ?? []), [os.POSIX_SPAWN_DUP2, w, 1]];
  const pid = os.posixSpawnp(argv[0], argv, env, { ...options, fileActions });
  os.close(w);
  let text = '';
  for (let part = os.read(r, 4096); part.length > 0; part = os.read(r, 4096)) text += part.toString();
  os.close(r);
  return [os.waitstatusToExitcode(os.waitpid(pid)[1]), text.trim()];
}
/** More than one command: a single last one would take the shell's place. */
const run = (script: string, options?: os.PosixSpawnOptions, env?: os.Environment): [number, string] =>
  output(['/bin/sh', '-c', `{ ${script}; }; exit $?`], options, env);
/** Of the program itself; a shell blocks signals for a moment now and then. */
const signals = (name: string, options?: os.PosixSpawnOptions): bigint =>
  BigInt(`0x${output(['sed', '-n', `s/^${name}:\\s*//p`, '/proc/self/status'], options)[1]}`);

test('an environment of its own, or this one', () => {
  expect(run('echo $A; exit 9', {}, { A: 'ours' })).toEqual([9, 'ours']);
  process.env['FORKABLE_SPAWN'] = 'inherited';
  expect(run('echo $FORKABLE_SPAWN')).toEqual([0, 'inherited']);
});

test('file actions run in order', () => {
  const file = path.join(folder, 'out');
  expect(
    run('echo to file >&5; read line; echo "$line"; test -e /proc/$$/fd/2 || echo closed', {
      fileActions: [
        [os.POSIX_SPAWN_OPEN, 5, file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600],
        [os.POSIX_SPAWN_OPEN, 0, '/etc/hostname', os.O_RDONLY, 0],
        [os.POSIX_SPAWN_CLOSE, 2],
      ],
    })[1],
  ).toBe(`${readFileSync('/etc/hostname', 'utf8').trim()}\nclosed`);
  expect(readFileSync(file, 'utf8')).toBe('to file\n');
});

test('closefrom takes everything above', () => {
  const [r, w] = os.pipe();
  for (const fd of [r, w]) os.setInheritable(fd, true);
  const fds = 'ls /proc/$$/fd';
  expect(run(fds)[1].split('\n')).toEqual(expect.arrayContaining(['0', '1', '2', String(r), String(w)]));
  const pid = os.posixSpawn('/bin/sh', ['sh', '-c', `${fds}; :`], null, {
    fileActions: [
      [os.POSIX_SPAWN_DUP2, w, 1],
      [os.POSIX_SPAWN_CLOSEFROM, 3],
    ],
  });
  os.waitpid(pid);
  expect(os.read(r, 100).toString()).toBe('0\n1\n2\n');
  for (const fd of [r, w]) os.close(fd);
});

test('signals: Node’s ignored ones have their default, masks and defaults as told', () => {
  // 32 and 33, which posix_spawn(3) of glibc ignores in the child, are its own.
  const ordinary = 0x7fffffffn;
  expect(signals('SigIgn') & ordinary).toBe(0n);
  expect(signals('SigIgn', { setsigdef: [] }) & ordinary).toBe((1n << 12n) | (1n << 24n));
  expect(signals('SigBlk')).toBe(0n);
  expect(signals('SigBlk', { setsigmask: ['SIGUSR1', 15] })).toBe((1n << 9n) | (1n << 14n));
});

test('groups, sessions, ids and the scheduler', () => {
  const ids = 'cut -d" " -f1,5,6 /proc/$$/stat';
  const [pid, group, session] = run(ids, { setsid: true })[1].split(' ');
  expect([group, session]).toEqual([pid, pid]);
  const own = run(ids, { setpgroup: 0 })[1].split(' ');
  expect([own[1], own[2]]).toEqual([own[0], String(os.getsid(0))]);
  expect(run(ids)[1].split(' ')[1]).toBe(String(os.getpgrp()));
  expect(run('id -u', { resetids: true })[1]).toBe(String(os.getuid()));
  const policy = 'cut -d" " -f41 /proc/$$/stat';
  for (const scheduler of [
    [os.SCHED_OTHER, { schedPriority: 0 }],
    [null, { schedPriority: 0 }],
  ] as const)
    expect(run(policy, { scheduler })[1]).toBe(String(os.SCHED_OTHER));
});

test('posixSpawnp looks in PATH', () => {
  const pid = os.posixSpawnp('true', ['true']);
  expect(os.waitpid(pid)).toEqual([pid, 0]);
});

test('a standard descriptor that does not block blocks in the program', () => {
  const [r, w] = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC);
  const saved = os.dup(2);
  os.dup2(w, 2);
  try {
    expect(os.getBlocking(2)).toBe(false);
    const flags = run('sed -n "s/^flags:\\s*//p" /proc/$$/fdinfo/2')[1];
    expect(parseInt(flags, 8) & os.O_NONBLOCK).toBe(0);
  } finally {
    os.dup2(saved, 2);
    for (const fd of [saved, r, w]) os.close(fd);
  }
});

const spawn = (options: unknown): number => os.posixSpawn('/bin/true', ['true'], null, as(options));
refuses([
  ['a program that is not there', () => os.posixSpawn('/nowhere', ['x']), 'ENOENT'],
  ['a program that is none', () => os.posixSpawn('/etc/passwd', ['x']), 'EACCES'],
  ['posixSpawnp of nothing', () => os.posixSpawnp('no-such-program', ['x']), 'ENOENT'],
  ['an empty argv', () => os.posixSpawn('/bin/true', []), WRONG_VALUE],
  ['argv null', () => os.posixSpawn('/bin/true', as(null)), WRONG_KIND],
  ['env []', () => os.posixSpawn('/bin/true', ['x'], as([])), WRONG_KIND],
  ['options 5', () => spawn(5), WRONG_KIND],
  ['fileActions {}', () => spawn({ fileActions: {} }), WRONG_KIND],
  ['fileActions [5]', () => spawn({ fileActions: [5] }), WRONG_KIND],
  ['fileActions [[9, 1]]', () => spawn({ fileActions: [[9, 1]] }), WRONG_VALUE],
  ['fileActions [[DUP2, 1]]', () => spawn({ fileActions: [[os.POSIX_SPAWN_DUP2, 1]] }), WRONG_KIND],
  ['fileActions [[DUP2, -1, 1]]', () => spawn({ fileActions: [[os.POSIX_SPAWN_DUP2, -1, 1]] }), WRONG_VALUE],
  ['DUP2 of what is closed', () => spawn({ fileActions: [[os.POSIX_SPAWN_DUP2, 9999, 1]] }), 'EBADF'],
  ['OPEN of nothing', () => spawn({ fileActions: [[os.POSIX_SPAWN_OPEN, 3, '/nowhere', 0, 0]] }), 'ENOENT'],
  ['OPEN without a path', () => spawn({ fileActions: [[os.POSIX_SPAWN_OPEN, 3, 5, 0, 0]] }), WRONG_KIND],
  ['setpgroup -1', () => spawn({ setpgroup: -1 }), WRONG_VALUE],
  ['setsid 1', () => spawn({ setsid: 1 }), WRONG_KIND],
  ['setsigmask [0]', () => spawn({ setsigmask: [0] }), WRONG_VALUE],
  ["setsigmask 'SIGTERM'", () => spawn({ setsigmask: 'SIGTERM' }), WRONG_KIND],
  ["setsigdef ['SIGNOPE']", () => spawn({ setsigdef: ['SIGNOPE'] }), WRONG_VALUE],
  ['scheduler [SCHED_BATCH …]', () => spawn({ scheduler: [os.SCHED_BATCH, { schedPriority: 0 }] }), 'EINVAL'],
  ['scheduler 5', () => spawn({ scheduler: 5 }), WRONG_KIND],
  ['scheduler [null, 5]', () => spawn({ scheduler: [null, 5] }), WRONG_KIND],
]);
