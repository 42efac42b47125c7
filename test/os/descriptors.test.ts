import { closeSync, fstatSync, openSync } from 'node:fs';
import * as os from 'forkable/os';
import { expect, test } from 'vitest';
import { as, CLOSED, refuses, WRONG_KIND, WRONG_VALUE } from './refused';

function withPipe(use: (r: number, w: number) => void, flags = os.O_CLOEXEC): void {
  const [r, w] = os.pipe2(flags);
  try {
    use(r, w);
  } finally {
    for (const fd of [r, w]) {
      try {
        os.close(fd);
      } catch {
        // closed by the test
      }
    }
  }
}

test('a pipe is close-on-exec, pipe2 what it is told', () => {
  withPipe((r, w) =>
    expect([os.getInheritable(r), os.getInheritable(w), os.getBlocking(r)]).toEqual([false, false, true]),
  );
  withPipe((r) => expect([os.getInheritable(r), os.getBlocking(r)]).toEqual([true, false]), os.O_NONBLOCK);
});

test('dup is close-on-exec, dup2 inheritable unless told otherwise', () => {
  withPipe((r, w) => {
    const copy = os.dup(w);
    expect(os.getInheritable(copy)).toBe(false);
    expect(os.dup2(w, copy)).toBe(copy);
    expect(os.getInheritable(copy)).toBe(true);
    os.dup2(w, copy, false);
    expect(os.getInheritable(copy)).toBe(false);
    os.dup2(copy, copy, true);
    expect(os.getInheritable(copy)).toBe(true);
    os.close(w);
    os.write(copy, 'through the copy');
    os.close(copy);
    expect(os.read(r, 100).toString()).toBe('through the copy');
    expect(os.read(r, 100)).toHaveLength(0);
  });
});

test('inheritable and blocking are set and told', () => {
  withPipe((r) => {
    os.setInheritable(r, true);
    os.setBlocking(r, false);
    expect([os.getInheritable(r), os.getBlocking(r)]).toEqual([true, false]);
    expect(() => os.read(r, 1)).toThrow(os.BlockingIOError);
    os.setBlocking(r, true);
    expect(os.getBlocking(r)).toBe(true);
  });
});

test('closerange closes what is open, the upper bound not included', () => {
  const base = 700;
  const fd = openSync('/dev/null', 'r');
  for (const target of [base, base + 2, base + 3]) os.dup2(fd, target);
  closeSync(fd);
  os.closerange(base, base + 3);
  for (const closed of [base, base + 2]) expect(() => fstatSync(closed)).toThrow(/EBADF/);
  expect(fstatSync(base + 3).isCharacterDevice()).toBe(true);
  os.closerange(base + 3, base); // empty
  os.close(base + 3);
});

test('fcntl reaches the size of a pipe and the seals of a memfd', () => {
  withPipe((r) => {
    os.fcntl(r, os.F_SETPIPE_SZ, 4096);
    expect(os.fcntl(r, os.F_GETPIPE_SZ)).toBe(4096);
  });
  const memory = os.memfdCreate('sealed', os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING);
  os.fcntl(memory, os.F_ADD_SEALS, os.F_SEAL_GROW);
  expect(os.fcntl(memory, os.F_GET_SEALS)).toBe(os.F_SEAL_GROW);
  expect(() => os.ftruncate(memory, 4096)).toThrow(os.PermissionError);
  os.close(memory);
});

test('openpty gives two terminals, close-on-exec', () => {
  const [master, slave] = os.openpty();
  expect([os.isatty(master), os.isatty(slave), os.getInheritable(master)]).toEqual([true, true, false]);
  expect(os.ttyname(slave)).toMatch(/^\/dev\/pts\/\d+$/);
  os.write(master, 'typed\n');
  expect(os.read(slave, 100).toString()).toBe('typed\n');
  os.close(slave);
  os.close(master);
});

refuses([
  ['close(closed)', () => os.close(CLOSED), 'EBADF'],
  ['close(-1)', () => os.close(-1), WRONG_VALUE],
  ['close(NaN)', () => os.close(NaN), WRONG_VALUE],
  ['close(0.5)', () => os.close(0.5), WRONG_VALUE],
  ["close('0')", () => os.close(as('0')), WRONG_KIND],
  ['dup(closed)', () => os.dup(CLOSED), 'EBADF'],
  ['dup2(closed, 800)', () => os.dup2(CLOSED, 800), 'EBADF'],
  ['dup2(0, far beyond the limit)', () => os.dup2(0, 2 ** 30), 'EBADF'],
  ['dup2(0, 1, 1)', () => os.dup2(0, 1, as(1)), WRONG_KIND],
  ['pipe2(1)', () => os.pipe2(1), 'EINVAL'],
  ['pipe2()', () => os.pipe2(as(undefined)), WRONG_KIND],
  ['getInheritable(closed)', () => os.getInheritable(CLOSED), 'EBADF'],
  ['setInheritable(closed, true)', () => os.setInheritable(CLOSED, true), 'EBADF'],
  ["setInheritable(0, 'yes')", () => os.setInheritable(0, as('yes')), WRONG_KIND],
  ['getBlocking(closed)', () => os.getBlocking(CLOSED), 'EBADF'],
  ['setBlocking(closed, false)', () => os.setBlocking(CLOSED, false), 'EBADF'],
  ['closerange(-1, 5)', () => os.closerange(-1, 5), WRONG_VALUE],
  ['fcntl(0, 9999)', () => os.fcntl(0, 9999), 'EINVAL'],
  ['ftruncate(closed, 1)', () => os.ftruncate(CLOSED, 1), 'EBADF'],
  ['ftruncate(0, -1)', () => os.ftruncate(0, -1), WRONG_VALUE],
  ['lseek(closed, 0, SEEK_SET)', () => os.lseek(CLOSED, 0, os.SEEK_SET), 'EBADF'],
  ['ttyname(closed)', () => os.ttyname(CLOSED), 'EBADF'],
  ['tcgetpgrp(closed)', () => os.tcgetpgrp(CLOSED), 'EBADF'],
]);
