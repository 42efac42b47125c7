import * as os from 'forkable/os';
import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';
import { as, CLOSED, refuses, WRONG_KIND, WRONG_VALUE } from './refused';

/** Without those that the test run itself was started with. */
const openFds = (text = ''): number[] =>
  text
    .trim()
    .split(/\s+/)
    .map(Number)
    .filter((fd) => fd < 100)
    .sort((a, b) => a - b);

test.each([
  ['execv', 'sugar'],
  ['execve', 'salt'],
  ['execvp', ''],
  ['execvpe', 'salt'],
  ['execl', 'sugar'],
  ['execlp', ''],
  ['execle', 'salt'],
  ['execlpe', 'salt'],
  ['fd', 'salt'],
  ['worker', 'salt'],
])('%s replaces the program in the same process', async (way, flavour) => {
  const { code, stdout } = await runFixture('os/exec.mjs', { args: [way] });
  const lines = stdout.split('\n');
  const said = way === 'worker' ? lines.slice(1) : lines;
  const pid = said[0]?.split(' ')[0];
  expect(said[0]).toBe(`${pid} true`);
  expect(said[1]).toBe(`zero one ${flavour} ${pid}`);
  expect(openFds(said.slice(2).join(' '))).toEqual([0, 1, 2]);
  expect(code).toBe(0);
});

test('no signal is ignored or blocked', async () => {
  const { stdout } = await runFixture('os/exec.mjs', { args: ['signals'] });
  expect(stdout.split('\n').slice(1, 3)).toEqual(['SigBlk:\t0000000000000000', 'SigIgn:\t0000000000000000']);
});

test('when it fails the process is as before', async () => {
  const { stdout } = await runFixture('os/exec.mjs', { args: ['failed'] });
  expect(stdout.split('\n').slice(1)).toEqual(['ENOENT execve true', 'EPIPE', '']);
});

test.each<[string, () => unknown, string]>([
  ['execv', () => os.execv('/nowhere', ['x']), '/nowhere'],
  ['execvp', () => os.execvp('no-such-program', ['x']), 'no-such-program'],
  ['posixSpawnp', () => os.posixSpawnp('no-such-program', ['x']), 'no-such-program'],
  ['open', () => os.open('/nowhere/file', os.O_RDONLY), '/nowhere/file'],
])('the error of %s tells what there was not', (_, call, name) => {
  expect(call).toThrow(new RegExp(`: no such file or directory: ${name}$`));
});

refuses([
  ['execv of nothing', () => os.execv('/nowhere', ['x']), 'ENOENT'],
  ['execv of a folder', () => os.execv('/tmp', ['x']), 'EACCES'],
  ['execv through a file', () => os.execv('/etc/passwd/x', ['x']), 'ENOTDIR'],
  ['execve of a closed descriptor', () => os.execve(CLOSED, ['x'], {}), 'EBADF'],
  ['execvp of nothing', () => os.execvp('no-such-program', ['x']), 'ENOENT'],
  ['execvpe with an empty PATH', () => os.execvpe('sh', ['sh'], { PATH: '/nowhere' }), 'ENOENT'],
  ['execl without arguments', () => os.execl('/bin/true'), WRONG_VALUE],
  ['execle without an environment', () => os.execle('/bin/true', 'true', as('A=1')), WRONG_KIND],
  ['an empty argv', () => os.execv('/bin/true', []), WRONG_VALUE],
  ['an empty program name', () => os.execv('/bin/true', ['']), WRONG_VALUE],
  ["argv 'true'", () => os.execv('/bin/true', as('true')), WRONG_KIND],
  ['argv [1]', () => os.execv('/bin/true', as([1])), WRONG_KIND],
  ['argv with NUL', () => os.execv('/bin/true', ['a\0b']), WRONG_VALUE],
  ['a path of null', () => os.execv(as(null), ['x']), WRONG_KIND],
  ['env 5', () => os.execve('/bin/true', ['x'], as(5)), WRONG_KIND],
  ['env { A: 1 }', () => os.execve('/bin/true', ['x'], as({ A: 1 })), WRONG_KIND],
  ["env { 'A=B': '' }", () => os.execve('/bin/true', ['x'], { 'A=B': '' }), WRONG_VALUE],
]);
