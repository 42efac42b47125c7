import * as os from 'forkable/os';
import { expect, test } from 'vitest';

// Words as the kernel writes them: (code << 8), a signal with or without the core flag, (signal << 8 | 0x7f), 0xffff.
const exited = (code: number): number => code << 8;
const stopped = (sig: number): number => (sig << 8) | 0x7f;
const CORE = 0x80;

test.each([
  // word, exited?, signaled?, stopped?, continued?, core?
  [exited(0), true, false, false, false, false],
  [exited(7), true, false, false, false, false],
  [exited(255), true, false, false, false, false],
  [9, false, true, false, false, false],
  [11 | CORE, false, true, false, false, true],
  [64, false, true, false, false, false],
  [stopped(19), false, false, true, false, false],
  [0xffff, false, false, false, true, true],
])('%i: exited %s, signaled %s, stopped %s, continued %s, core %s', (word, ...expected) => {
  expect([
    os.WIFEXITED(word),
    os.WIFSIGNALED(word),
    os.WIFSTOPPED(word),
    os.WIFCONTINUED(word),
    os.WCOREDUMP(word),
  ]).toEqual(expected);
});

test.each([
  [exited(0), 0],
  [exited(42), 42],
  [exited(255), 255],
  [9, -9],
  [11 | CORE, -11],
])('waitstatusToExitcode(%i) is %i', (word, code) => {
  expect(os.waitstatusToExitcode(word)).toBe(code);
});

test('the values in the word', () => {
  expect(os.WEXITSTATUS(exited(200))).toBe(200);
  expect(os.WTERMSIG(11 | CORE)).toBe(11);
  expect(os.WSTOPSIG(stopped(20))).toBe(20);
});

test.each([
  [stopped(19), 'ERR_OUT_OF_RANGE', /stopped by SIGSTOP/],
  [0xffff, 'ERR_OUT_OF_RANGE', /continued/],
  [NaN, 'ERR_OUT_OF_RANGE', /integer/],
  [1.5, 'ERR_OUT_OF_RANGE', /integer/],
  ['0' as unknown as number, 'ERR_INVALID_ARG_TYPE', /integer/],
])('waitstatusToExitcode(%s) throws %s', (word, code, message) => {
  expect(() => os.waitstatusToExitcode(word)).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(message) as string }),
  );
});
