import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as os from 'forkable/os';
import { expect, test } from 'vitest';
import { parseRow } from '../../lib/os/process-table';
import { runFixture } from '../helpers/program';
import { as, NOBODY, refuses, WRONG_KIND, WRONG_VALUE } from './refused';

// Without what a sanitizer preloads: ps does not stand it.
const env = { ...process.env, LD_PRELOAD: undefined };
const ps = (pid: number, column: string): string =>
  execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8', env }).trim();

async function stopped(pid: number): Promise<void> {
  os.kill(pid, 'SIGSTOP');
  await os.promises.waitid(os.P_PID, pid, os.WSTOPPED | os.WNOWAIT);
}

test('zombies, orphans, waits over a fork', async () => {
  expect((await runFixture('os/family.mjs')).json()).toEqual({
    zombie: ['Z', 'Z', true, false, true],
    inTree: true,
    reaped: ['ProcessLookupError', 'ESRCH'],
    child: [false, false],
    init: [false, false, 'true', true, true, true],
    subreaper: [false, false, 'true', true, true, true],
    watching: 2,
    forked: [0, 4, 0],
    any: true,
    sleeper: -15,
    leaked: 0,
  });
});

test.each<[string, string[], (pid: number) => void, RegExp]>([
  ['a child that waits', [], () => {}, /^S$/],
  ['a session leader', ['setsid'], () => {}, /^Ss$/],
  ['low priority', [], (pid) => os.setpriority(os.PRIO_PROCESS, pid, 7), /^SN$/],
  ['high priority', [], (pid) => os.setpriority(os.PRIO_PROCESS, pid, -5), /^S<$/],
])('%s has the stat that ps prints', async (_, prefix, change, expected) => {
  const [file = '', ...argv] = [...prefix, '/bin/sh', '-c', 'echo; exec sleep 1000'];
  const child = spawn(file, argv);
  await once(child.stdout, 'data');
  const pid = child.pid!;
  change(pid);
  // Stopped, so that its state cannot change between the two looks.
  await stopped(pid);
  const status = os.processStatus(pid);
  expect(status.stat).toBe(ps(pid, 'stat'));
  expect(status.stat.replace('T', 'S')).toMatch(expected);
  expect([status.state, status.ppid, status.nice]).toEqual(['T', process.pid, Number(ps(pid, 'ni'))]);
  expect([status.pgid, status.sid]).toEqual([os.getpgid(pid), os.getsid(pid)]);
  os.kill(pid, 'SIGKILL');
  await once(child, 'exit');
});

test('this process', () => {
  const status = os.processStatus();
  expect(status).toMatchObject({
    pid: process.pid,
    ppid: process.ppid,
    orphan: false,
    zombie: false,
  });
  expect(status.threads).toBeGreaterThan(1);
  expect(status.stat).toContain('l');
  expect(status.rss).toBeGreaterThan(10e6);
  expect(Math.abs(status.startTime - (Date.now() - process.uptime() * 1000))).toBeLessThan(5000);
  expect(os.processStatus().startTime).toBe(status.startTime);
});

test('a foreground process of a terminal', async () => {
  // script(1) runs its command in the foreground of a new terminal.
  const child = spawn('script', ['-qec', 'echo $$; exec sleep 1000', '/dev/null']);
  const [first] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const pid = parseInt(first, 10);
  await new Promise<void>((resolve) => {
    const look = (): void => (os.processStatus(pid).comm === 'sleep' ? resolve() : void setImmediate(look));
    look();
  });
  expect(os.processStatus(pid).stat).toMatch(/^[SRD]s\+$/);
  os.kill(pid, 'SIGKILL');
  await once(child, 'exit');
});

test('a name with blanks and parentheses', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'forkable-name-'));
  const program = path.join(folder, 'a) S 1 (b c');
  copyFileSync('/bin/sleep', program);
  const child = spawn(program, ['1000']);
  await once(child, 'spawn');
  const status = os.processStatus(child.pid);
  expect([status.comm, status.ppid]).toEqual(['a) S 1 (b c', process.pid]);
  child.kill('SIGKILL');
  await once(child, 'exit');
  rmSync(folder, { recursive: true });
});

test.each([
  ['7 (cat) S 1 7 7 0 -1 4194560 0 0 0 0 1 2 3 4 20 0 1 0 99 1024 5', 'cat', 'S', 1],
  ['7 (a (b) c) R 2 7 7 0 -1 4194560 0 0 0 0 1 2 3 4 20 0 1 0 99 1024 5', 'a (b) c', 'R', 2],
  ['7 () Z 3 7 7 0 -1 4194560 0 0 0 0 1 2 3 4 20 0 1 0 99 1024 5', '', 'Z', 3],
  ['7 (\n) 1 (x) T 4 7 7 0 -1 4194560 0 0 0 0 1 2 3 4 20 0 1 0 99 1024 5', '\n) 1 (x', 'T', 4],
])('the line %j', (line, comm, state, ppid) => {
  expect(parseRow(line)).toMatchObject({
    pid: 7,
    comm,
    state,
    ppid,
    nice: 0,
    threads: 1,
    started: 99,
    rss: 5,
  });
});

test('a tree shows children and grandchildren', async () => {
  const child = spawn('/bin/sh', ['-c', 'sleep 1000 & sleep 1000 & echo; wait'], { detached: true });
  await once(child.stdout, 'data');
  const tree = os.processTree();
  const shell = tree.children.find((each) => each.pid === child.pid);
  expect(tree.pid).toBe(process.pid);
  expect(shell?.children.map((each) => [each.ppid, each.children])).toEqual([
    [child.pid, []],
    [child.pid, []],
  ]);
  os.killpg(child.pid!, 'SIGKILL');
  await once(child, 'exit');
});

test('processes that come and go do not disturb a tree', async () => {
  const child = spawn('/bin/sh', ['-c', 'while :; do /bin/true; done'], { detached: true });
  await once(child, 'spawn');
  for (let i = 0; i < 300; i++) expect(os.processTree(child.pid).pid).toBe(child.pid);
  os.killpg(child.pid!, 'SIGKILL');
  await once(child, 'exit');
});

refuses([
  ['processStatus(nobody)', () => os.processStatus(NOBODY), 'ESRCH'],
  ['processStatus(0)', () => os.processStatus(0), WRONG_VALUE],
  ['processStatus(1.5)', () => os.processStatus(1.5), WRONG_VALUE],
  ["processStatus('self')", () => os.processStatus(as('self')), WRONG_KIND],
  ['processTree(nobody)', () => os.processTree(NOBODY), 'ESRCH'],
  ['processTree(NaN)', () => os.processTree(NaN), WRONG_VALUE],
]);
