import { openSync } from 'node:fs';
import { signal as s } from 'forkable';
import { describe, expect, test } from 'vitest';

const noop = (): void => {};

test.each([
  ['signal(0)', () => s.signal(0, noop), 'ERR_OUT_OF_RANGE'],
  ['signal(65)', () => s.signal(65, noop), 'ERR_OUT_OF_RANGE'],
  ['signal(1.5)', () => s.signal(1.5, noop), 'ERR_OUT_OF_RANGE'],
  ['signal(SIGKILL)', () => s.signal(s.SIGKILL, noop), 'EINVAL'],
  ['signal(SIGSTOP)', () => s.signal('SIGSTOP', s.SIG_IGN), 'EINVAL'],
  ['siginterrupt(SIGKILL)', () => s.siginterrupt(s.SIGKILL, true), 'EINVAL'],
  ['an unknown name', () => s.signal('SIGFOO' as 'SIGHUP', noop), 'ERR_OUT_OF_RANGE'],
  ['a handler that is none', () => s.signal(s.SIGUSR2, 'x' as never), 'ERR_INVALID_ARG_TYPE'],
  ['a signal that is none', () => s.getsignal(null as never), 'ERR_INVALID_ARG_TYPE'],
  ['a signal of the library', () => s.signal(s.SIGRTMIN + 6, noop), 'ERR_OUT_OF_RANGE'],
  ['how', () => s.sigprocmask(7, []), 'ERR_OUT_OF_RANGE'],
  ['a set with a stranger', () => s.sigprocmask(s.SIG_BLOCK, [99]), 'ERR_OUT_OF_RANGE'],
  ['a set that is none', () => s.sigwait(5 as never), 'ERR_INVALID_ARG_TYPE'],
  ['a negative timeout', () => s.sigtimedwait([s.SIGUSR1], -1), 'ERR_OUT_OF_RANGE'],
  ['a negative timer', () => s.setitimer(s.ITIMER_REAL, -1), 'EINVAL'],
  ['another timer', () => s.setitimer(7, 1), 'EINVAL'],
  ['another timer, asked', () => s.getitimer(7), 'EINVAL'],
  ['sigqueue to nobody', () => s.sigqueue(2 ** 22 + 1, 0), 'ESRCH'],
  ['a bad pidfd', () => s.pidfdSendSignal(9999, 0), 'EBADF'],
  ['a wakeup fd that is not open', () => s.setWakeupFd(9999), 'EBADF'],
  ['a wakeup fd that blocks', () => s.setWakeupFd(openSync('/dev/zero', 'r')), 'ERR_OUT_OF_RANGE'],
  ['strsignal(0)', () => s.strsignal(0), 'ERR_OUT_OF_RANGE'],
])('%s is an error with a code', (_, call, code) => {
  expect(call).toThrow(expect.objectContaining({ code }));
});

test('a timer that cannot be is an ItimerError, which is an OSError', () => {
  expect(() => s.setitimer(s.ITIMER_REAL, -1)).toThrow(s.ItimerError);
  expect(() => s.getitimer(7)).toThrow(s.OSError);
});

describe('names and numbers', () => {
  test.each([
    ['SIGHUP', 1],
    ['SIGABRT', 6],
    ['SIGKILL', 9],
    ['SIGCHLD', 17],
    ['SIGIO', 29],
    ['SIGRTMIN', s.SIGRTMIN],
    ['SIGRTMAX', s.SIGRTMAX],
  ] as const)('%s is %i, both ways', (name, number) => {
    expect([s.Signals[name], s.Signals[number]]).toEqual([number, name]);
  });
  test('every name of Signals is exported', () => {
    const names = Object.keys(s.Signals).filter((key) => key.startsWith('SIG') && key !== 'SIGUNUSED');
    const exported = s as unknown as Record<string, unknown>;
    for (const name of names) expect([name, exported[name]]).toEqual([name, s.Signals[name as 'SIGHUP']]);
  });
  test.each([
    [s.SIGKILL, 'Killed'],
    [s.SIGTERM, 'Terminated'],
    [s.SIGRTMIN + 1, 'Real-time signal 1'],
    [33, null],
  ])('strsignal(%i) is %s', (number, text) => {
    expect(s.strsignal(number)).toBe(text);
  });
  test('valid signals are those that can be used', () => {
    const valid = s.validSignals();
    expect(valid.size).toBe(59);
    expect([1, 31, 34, 64].every((signum) => valid.has(signum))).toBe(true);
    expect([0, 32, 33, 65, s.SIGRTMIN + 5, s.SIGRTMIN + 6, s.SIGRTMIN + 7].some((n) => valid.has(n))).toBe(
      false,
    );
  });
});
