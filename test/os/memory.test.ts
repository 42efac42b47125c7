import { constants } from 'node:buffer';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as os from 'forkable/os';
import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';
import { as, CLOSED, refuses, WRONG_KIND, WRONG_VALUE } from './refused';

function withMemory(length: number, use: (fd: number) => void): void {
  const fd = os.memfdCreate('test');
  os.ftruncate(fd, length);
  try {
    use(fd);
  } finally {
    os.close(fd);
  }
}

test('mappings of one file are one memory', () => {
  withMemory(8192, (fd) => {
    const whole = os.mmap(fd, 8192);
    const second = os.mmap(fd, 4096, { offset: 4096 });
    new Uint8Array(whole.buffer)[4096] = 42;
    expect([second.length, new Uint8Array(second.buffer)[0]]).toEqual([4096, 42]);
    expect(os.pread(fd, 1, 4096)[0]).toBe(42);
    whole.close();
    second.close();
  });
});

test('a mapping outlives its descriptor', () => {
  const fd = os.memfdCreate('test');
  os.ftruncate(fd, 10);
  const mapping = os.mmap(fd, 10);
  os.close(fd);
  Buffer.from(mapping.buffer).write('still here');
  expect(Buffer.from(mapping.buffer).toString()).toBe('still here');
  mapping[Symbol.dispose]();
  expect(mapping.closed).toBe(true);
});

test('after close() every view is empty, and nothing crashes', () => {
  const mapping = os.mmap(-1, 4096);
  const bytes = new Uint8Array(mapping.buffer);
  const words = new Int32Array(mapping.buffer, 8, 4);
  const view = new DataView(mapping.buffer);
  mapping.close();
  mapping.close();
  expect([mapping.length, mapping.closed, bytes.length, words.length, bytes[0]]).toEqual([
    0,
    true,
    0,
    0,
    undefined,
  ]);
  bytes[0] = 1;
  expect(() => view.getInt8(0)).toThrow(TypeError);
  expect(() => new Uint8Array(mapping.buffer)).toThrow(TypeError);
  expect(() => Atomics.add(words, 0, 1)).toThrow(TypeError);
  expect(() => mapping.flush()).toThrow(expect.objectContaining({ code: 'ERR_INVALID_STATE' }));
});

test('a private mapping and a read-only one leave the file alone', () => {
  const file = path.join(tmpdir(), `forkable-map-${process.pid}`);
  writeFileSync(file, 'content');
  const fd = os.open(file, os.O_RDONLY);
  for (const options of [{ flags: os.MAP_PRIVATE }, { prot: os.PROT_READ }]) {
    const mapping = os.mmap(fd, 7, options);
    const bytes = Buffer.from(mapping.buffer);
    bytes.write('CHANGED');
    expect(bytes.toString()).toBe('CHANGED');
    mapping.close();
  }
  expect(readFileSync(file, 'utf8')).toBe('content');
  expect(() => os.mmap(fd, 7)).toThrow(os.PermissionError);
  os.close(fd);
  const writable = os.open(file, os.O_RDWR);
  const mapping = os.mmap(writable, 7);
  Buffer.from(mapping.buffer).write('written');
  mapping.flush();
  expect(readFileSync(file, 'utf8')).toBe('written');
  mapping.close();
  os.close(writable);
  rmSync(file);
});

test('over forks, threads, collections and transfers', async () => {
  const ended = await runFixture('os/mapping.mjs', { execArgv: ['--expose-gc'] });
  expect(ended.json()).toEqual({
    exits: [0, 0],
    sum: 20_000,
    viewed: [1, 42],
    collected: 0,
    collectedMany: 0,
    again: 0,
    stayed: 8192,
    moved: [true, 0],
    inWorker: true,
    afterWorker: true,
  });
});

test('a named object', () => {
  const name = `/forkable-test-${process.pid}`;
  const fd = os.shmOpen(name, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600);
  expect([os.getInheritable(fd), existsSync(`/dev/shm${name}`)]).toEqual([false, true]);
  expect(() => os.shmOpen(name, os.O_RDWR | os.O_CREAT | os.O_EXCL)).toThrow(os.FileExistsError);
  os.ftruncate(fd, 5);
  const again = os.shmOpen(name.slice(1), os.O_RDWR);
  os.pwrite(fd, 'named', 0);
  expect(os.pread(again, 5, 0).toString()).toBe('named');
  for (const each of [fd, again]) os.close(each);
  os.shmUnlink(name);
  expect(() => os.shmUnlink(name)).toThrow(os.FileNotFoundError);
});

test('an eventfd counts', () => {
  const fd = os.eventfd(3, os.EFD_CLOEXEC | os.EFD_NONBLOCK);
  os.eventfdWrite(fd, 4);
  expect(os.eventfdRead(fd)).toBe(7);
  expect(() => os.eventfdRead(fd)).toThrow(os.BlockingIOError);
  os.eventfdWrite(fd, 2n ** 60n);
  expect(os.eventfdRead(fd)).toBe(2n ** 60n);
  os.close(fd);
  const semaphore = os.eventfd(2, os.EFD_SEMAPHORE);
  expect([os.eventfdRead(semaphore), os.eventfdRead(semaphore)]).toEqual([1, 1]);
  os.close(semaphore);
});

withMemory(100, (fd) => {
  const file = os.dup(fd); // stays open for the rows below
  refuses([
    ['mmap beyond the end', () => os.mmap(file, 101), 'EOVERFLOW'],
    ['mmap from beyond the end', () => os.mmap(file, 1, { offset: 4096 }), 'EOVERFLOW'],
    ['mmap of length 0', () => os.mmap(file, 0), WRONG_VALUE],
    ['mmap of length -1', () => os.mmap(file, -1), WRONG_VALUE],
    ['mmap of length NaN', () => os.mmap(file, NaN), WRONG_VALUE],
    ['mmap beyond any buffer', () => os.mmap(-1, constants.MAX_LENGTH + 1), WRONG_VALUE],
    ["mmap of length '5'", () => os.mmap(file, as('5')), WRONG_KIND],
    ['mmap at an odd offset', () => os.mmap(file, 10, { offset: 1 }), 'EINVAL'],
    ['mmap of what is closed', () => os.mmap(CLOSED, 10), 'EBADF'],
    ['mmap(-1, 10, null)', () => os.mmap(-1, 10, as(null)), WRONG_KIND],
    ['mmap(-1, 10, 3)', () => os.mmap(-1, 10, as(3)), WRONG_KIND],
    ['mmap of -2', () => os.mmap(-2, 10), WRONG_VALUE],
    ['mmap without PROT_READ', () => os.mmap(file, 10, { prot: os.PROT_NONE }), WRONG_VALUE],
    [
      'mmap at a fixed address',
      () => os.mmap(file, 10, { flags: os.MAP_SHARED | os.MAP_FIXED }),
      WRONG_VALUE,
    ],
    ['mmap neither shared nor private', () => os.mmap(file, 10, { flags: 0 }), 'EINVAL'],
    ['eventfdRead of a file', () => os.eventfdRead(file), 'EINVAL'],
    ['eventfdWrite to a file', () => os.eventfdWrite(file, 1), 'EINVAL'],
    ['eventfdRead(closed)', () => os.eventfdRead(CLOSED), 'EBADF'],
    ['eventfdWrite(0, -1)', () => os.eventfdWrite(0, -1), WRONG_VALUE],
    ["eventfdWrite(0, '1')", () => os.eventfdWrite(0, as('1')), WRONG_KIND],
    ['eventfdWrite(0, 2n ** 64n)', () => os.eventfdWrite(0, 2n ** 64n), WRONG_VALUE],
    ['eventfd(-1)', () => os.eventfd(-1), WRONG_VALUE],
    ['eventfd(0, 7)', () => os.eventfd(0, 7), 'EINVAL'],
    ['memfdCreate(5)', () => os.memfdCreate(as(5)), WRONG_KIND],
    ['memfdCreate of a long name', () => os.memfdCreate('x'.repeat(250)), 'EINVAL'],
    ['shmOpen of nothing', () => os.shmOpen('/forkable-nothing', os.O_RDWR), 'ENOENT'],
    ["shmOpen('/a/b')", () => os.shmOpen('/a/b', os.O_RDWR), 'EINVAL'],
    ["shmOpen('/..')", () => os.shmOpen('/..', os.O_RDONLY), 'EINVAL'],
    ["shmOpen('')", () => os.shmOpen('', os.O_RDWR), 'EINVAL'],
    ['shmOpen of a long name', () => os.shmOpen('x'.repeat(256), os.O_RDWR), 'ENAMETOOLONG'],
    ['shmUnlink(null)', () => os.shmUnlink(as(null)), WRONG_KIND],
  ]);
});
