import * as os from 'forkable/os';
import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

test('the wait family tells every fate of a child', async () => {
  const noChild = (syscall: string): object => ({
    name: 'ChildProcessError',
    code: 'ECHILD',
    errno: 10,
    syscall,
  });
  const invalid = (syscall: string): object => ({ name: 'OSError', code: 'EINVAL', errno: 22, syscall });
  expect((await runFixture('os/wait.mjs')).json()).toEqual({
    none: [noChild('wait'), noChild('waitpid'), noChild('wait4')],
    wait: true,
    killed: -9,
    nothingReady: [[0, 0], null],
    stopped: [true, 19],
    continued: true,
    terminated: -15,
    usage: [16, true, true],
    waitid: [true, 7, true, 17],
    waitedTwice: true,
    gone: [noChild('waitid'), noChild('waitpid')],
    badOptions: [invalid('waitid'), invalid('waitpid')],
    wait3: [true, 3, 'number'],
  });
});

const wrongKind = 'ERR_INVALID_ARG_TYPE';
const wrongValue = 'ERR_OUT_OF_RANGE';
test.each<[string, () => unknown, string]>([
  ['waitpid()', () => os.waitpid(undefined as unknown as number), wrongKind],
  ["waitpid('1')", () => os.waitpid('1' as unknown as number), wrongKind],
  ['waitpid(NaN)', () => os.waitpid(NaN), wrongValue],
  ['waitpid(1.5)', () => os.waitpid(1.5), wrongValue],
  ['waitpid(2 ** 31)', () => os.waitpid(2 ** 31), wrongValue],
  ['waitpid(1, null)', () => os.waitpid(1, null as unknown as number), wrongKind],
  ['waitpid(1, Infinity)', () => os.waitpid(1, Infinity), wrongValue],
  ['wait3({})', () => os.wait3({} as number), wrongKind],
  ['wait4(1n)', () => os.wait4(1n as unknown as number), wrongKind],
  ['waitid(9, 0, WEXITED)', () => os.waitid(9, 0, os.WEXITED), 'EINVAL'],
  ['waitid(P_PID, -1, WEXITED)', () => os.waitid(os.P_PID, -1, os.WEXITED), wrongValue],
  ['waitid(P_PIDFD, closed, WEXITED)', () => os.waitid(os.P_PIDFD, 999_999, os.WEXITED), 'EBADF'],
  ['waitid(P_PIDFD, not a pidfd, WEXITED)', () => os.waitid(os.P_PIDFD, 0, os.WEXITED), 'EBADF'],
])('%s is refused', (_, call, code) => {
  expect(call).toThrow(expect.objectContaining({ code }));
});
