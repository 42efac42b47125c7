import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as os from 'forkable/os';
import { expect, test } from 'vitest';

const NOBODY = 2 ** 22 + 1; // above the largest pid_max

test.each<[string | number, string]>([
  ['SIGTERM', 'SIGTERM'],
  [9, 'SIGKILL'],
])('kill(pid, %s) ends a process with %s', async (sig, expected) => {
  const child = spawn('sleep', ['1000']);
  os.kill(child.pid!, 0);
  os.kill(child.pid!, sig as NodeJS.Signals);
  expect(await once(child, 'exit')).toEqual([null, expected]);
});

test('killpg reaches every process of a group', async () => {
  const leader = spawn('/bin/sh', ['-c', 'sleep 1000 & echo; wait'], { detached: true });
  await once(leader.stdout, 'data');
  expect(os.getpgid(leader.pid!)).toBe(leader.pid);
  os.killpg(leader.pid!, 'SIGKILL');
  await once(leader, 'close'); // the pipe's other end is held by both
  expect(leader.signalCode).toBe('SIGKILL');
});

test('a pidfd is close-on-exec and knows its process', async () => {
  const child = spawn('sleep', ['1000']);
  const fd = os.pidfdOpen(child.pid!);
  expect(os.getInheritable(fd)).toBe(false);
  os.close(fd);
  os.kill(child.pid!, 'SIGKILL');
  await once(child, 'exit');
  expect(() => os.kill(child.pid!, 0)).toThrow(os.ProcessLookupError);
});

test.each<[string, () => unknown, string]>([
  ['kill(nobody, 0)', () => os.kill(NOBODY, 0), 'ESRCH'],
  ['kill(self, 9999)', () => os.kill(process.pid, 9999), 'EINVAL'],
  ['kill(self, -1)', () => os.kill(process.pid, -1), 'EINVAL'],
  ['kill(self, SIGNOPE)', () => os.kill(process.pid, 'SIGNOPE' as 'SIGTERM'), 'ERR_OUT_OF_RANGE'],
  ['kill(self, 1.5)', () => os.kill(process.pid, 1.5), 'ERR_OUT_OF_RANGE'],
  ['kill(self, null)', () => os.kill(process.pid, null as unknown as number), 'ERR_INVALID_ARG_TYPE'],
  ['kill(NaN, 0)', () => os.kill(NaN, 0), 'ERR_OUT_OF_RANGE'],
  ['kill(2 ** 32 + pid, 0)', () => os.kill(2 ** 32 + process.pid, 0), 'ERR_OUT_OF_RANGE'],
  ['kill({}, 0)', () => os.kill({} as number, 0), 'ERR_INVALID_ARG_TYPE'],
  ['kill(nobody, SIGRTMIN+1)', () => os.kill(NOBODY, 'SIGRTMIN+1'), 'ESRCH'],
  ['kill(nobody, SIGRTMAX+1)', () => os.kill(NOBODY, 'SIGRTMAX+1' as 'SIGRTMAX'), 'ERR_OUT_OF_RANGE'],
  ['killpg(nobody, 0)', () => os.killpg(NOBODY, 0), 'ESRCH'],
  ['killpg(-1, 0)', () => os.killpg(-1, 0), 'EINVAL'],
  ['pidfdOpen(nobody)', () => os.pidfdOpen(NOBODY), 'ESRCH'],
  ['pidfdOpen(0)', () => os.pidfdOpen(0), 'EINVAL'],
  ['pidfdOpen(self, 12345)', () => os.pidfdOpen(process.pid, 12345), 'EINVAL'],
  ["pidfdOpen('self')", () => os.pidfdOpen('self' as unknown as number), 'ERR_INVALID_ARG_TYPE'],
  ['_exit(1.5)', () => os._exit(1.5), 'ERR_OUT_OF_RANGE'],
  ["_exit('0')", () => os._exit('0' as unknown as number), 'ERR_INVALID_ARG_TYPE'],
])('%s is refused', (_, call, code) => {
  expect(call).toThrow(expect.objectContaining({ code }));
});
