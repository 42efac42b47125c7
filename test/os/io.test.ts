import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as os from 'forkable/os';
import { afterAll, expect, test } from 'vitest';
import { runFixture } from '../helpers/program';
import { as, CLOSED, refuses, WRONG_KIND, WRONG_VALUE } from './refused';

const folder = mkdtempSync(path.join(tmpdir(), 'forkable-io-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = path.join(folder, 'file');

test.each<[string, Parameters<typeof os.write>[1]]>([
  ['a string', 'bytes'],
  ['a Buffer', Buffer.from('bytes')],
  ['an ArrayBuffer', new TextEncoder().encode('bytes').buffer],
  ['a view of shared memory', Buffer.from(new SharedArrayBuffer(5)).fill('bytes')],
  ['a DataView', new DataView(new TextEncoder().encode('<bytes>').buffer, 1, 5)],
])('%s goes through a pipe', (_, data) => {
  const [r, w] = os.pipe();
  expect(os.write(w, data)).toBe(5);
  expect(os.read(r, 3).toString()).toBe('byt');
  expect(os.read(r, 1_000_000).toString()).toBe('es');
  os.close(w);
  expect(os.read(r, 10)).toHaveLength(0);
  os.close(r);
});

test('a write to a full pipe writes a part, then nothing', () => {
  const [r, w] = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC);
  os.fcntl(w, os.F_SETPIPE_SZ, 4096);
  expect(os.write(w, Buffer.alloc(10_000))).toBe(4096);
  expect(() => os.write(w, 'x')).toThrow(os.BlockingIOError);
  os.close(r);
  expect(() => os.write(w, 'x')).toThrow(os.BrokenPipeError);
  os.close(w);
});

test('positions, vectors and copies inside the kernel', () => {
  const fd = os.open(file, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600);
  expect(os.getInheritable(fd)).toBe(false);
  expect(os.writev(fd, ['one ', Buffer.from('two '), 'three'])).toBe(13);
  expect(os.pwrite(fd, 'TWO', 4)).toBe(3);
  expect(os.pread(fd, 100, 4).toString()).toBe('TWO three');
  expect(os.lseek(fd, 0, os.SEEK_SET)).toBe(0);
  const [head, tail] = [Buffer.alloc(4), Buffer.alloc(100)];
  expect(os.readv(fd, [head, tail])).toBe(13);
  expect([head.toString(), tail.toString('utf8', 0, 9)]).toEqual(['one ', 'TWO three']);
  expect(os.preadv(fd, [head], 8)).toBe(4);
  expect(head.toString()).toBe('thre');
  expect(os.pwritev(fd, ['1', '2'], 0)).toBe(2);
  const copy = os.open(`${file}.copy`, os.O_RDWR | os.O_CREAT, 0o600);
  expect(os.copyFileRange(fd, copy, 100, { offsetSrc: 0 })).toBe(13);
  const [r, w] = os.pipe();
  expect(os.sendfile(w, fd, 4, 3)).toBe(3);
  expect(os.splice(r, copy, 3)).toBe(3);
  expect(readFileSync(`${file}.copy`, 'utf8')).toBe('12e TWO threeTWO');
  for (const each of [fd, copy, r, w]) os.close(each);
});

test('a signal handler runs inside a blocking read, which goes on, or ends with what it threw', async () => {
  expect((await runFixture('os/interrupted.mjs')).json()).toEqual({
    read: ['alarm', 'data'],
    thrown: 'from the handler',
    wait: ['alarm', 3],
    waitThrown: 'from the handler',
    readable: 'still there',
  });
});

refuses([
  ['read(closed, 1)', () => os.read(CLOSED, 1), 'EBADF'],
  ['read(0, -1)', () => os.read(0, -1), WRONG_VALUE],
  ['read(0, NaN)', () => os.read(0, NaN), WRONG_VALUE],
  ['read(0, 2 ** 40)', () => os.read(0, 2 ** 40), WRONG_VALUE],
  ["read('0', 1)", () => os.read(as('0'), 1), WRONG_KIND],
  ['write(closed)', () => os.write(CLOSED, 'x'), 'EBADF'],
  ['write(1, 5)', () => os.write(1, as(5)), WRONG_KIND],
  ['write(1, null)', () => os.write(1, as(null)), WRONG_KIND],
  ['readv(0, one buffer)', () => os.readv(0, as(Buffer.alloc(1))), WRONG_KIND],
  ["readv(0, ['text'])", () => os.readv(0, as(['text'])), WRONG_KIND],
  ['writev(1, [5])', () => os.writev(1, as([5])), WRONG_KIND],
  ['pread(0, 1, -1)', () => os.pread(0, 1, -1), WRONG_VALUE],
  ['pwrite(closed)', () => os.pwrite(CLOSED, 'x', 0), 'EBADF'],
  ['sendfile(closed)', () => os.sendfile(CLOSED, 0, null, 1), 'EBADF'],
  ['splice(closed)', () => os.splice(CLOSED, 0, 1), 'EBADF'],
  ['copyFileRange(closed)', () => os.copyFileRange(CLOSED, 0, 1), 'EBADF'],
  ['open(nowhere)', () => os.open('/nowhere/file', os.O_RDONLY), 'ENOENT'],
  ['open(NUL)', () => os.open('a\0b', os.O_RDONLY), WRONG_VALUE],
  ['open(5)', () => os.open(as(5), os.O_RDONLY), WRONG_KIND],
  ['open of what exists', () => os.open('/etc/passwd', os.O_RDWR | os.O_CREAT | os.O_EXCL), 'EEXIST'],
]);
