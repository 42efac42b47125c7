/** Bytes in and out of descriptors. All block where the descriptor does; signal handlers run inside them. */
import { invalidType } from '../errors';
import { native } from '../native';
import { checkFd, checkInteger, checkString, toBytes } from '../util/validate';

const MAX_COUNT = 0x7ffff000; // the most that Linux moves in one call
const checkCount = (n: unknown, name = 'n'): number => Math.min(checkInteger(n, name, 0), MAX_COUNT);
const checkOffset = (offset: unknown, name = 'offset'): number =>
  checkInteger(offset, name, 0, Number.MAX_SAFE_INTEGER);
const ownPosition = (offset: number | null | undefined, name: string): number =>
  offset == null ? -1 : checkOffset(offset, name);

/** What was read, without keeping much memory for little content. */
const shrink = (buffer: Buffer, length: number): Buffer =>
  length >= buffer.length / 2 ? buffer.subarray(0, length) : Buffer.from(buffer.subarray(0, length));

/**
 * Reads up to `n` bytes; an empty Buffer is the end of the file. Blocks until there is something. read(2).
 * @throws BlockingIOError (EAGAIN) nothing there and O_NONBLOCK is set
 * @throws OSError (EBADF) `fd` is not open for reading
 */
export function read(fd: number, n: number): Buffer {
  const buffer = Buffer.allocUnsafe(checkCount(n));
  return shrink(buffer, native.read(checkFd(fd), buffer));
}

/**
 * Writes `data` (bytes, or a string as UTF-8) and returns how many bytes were written, which may be fewer. write(2).
 * @throws BrokenPipeError (EPIPE) nobody reads the pipe or socket any more
 * @throws BlockingIOError (EAGAIN) no room and O_NONBLOCK is set
 */
export const write = (fd: number, data: string | NodeJS.ArrayBufferView | ArrayBufferLike): number =>
  native.write(checkFd(fd), toBytes(data, 'data'));

/** Reads up to `n` bytes at `offset`, leaving the file's position. pread(2). */
export function pread(fd: number, n: number, offset: number): Buffer {
  const buffer = Buffer.allocUnsafe(checkCount(n));
  return shrink(buffer, native.pread(checkFd(fd), buffer, checkOffset(offset)));
}

/** Writes at `offset`, leaving the file's position; returns the bytes written. pwrite(2). */
export const pwrite = (
  fd: number,
  data: string | NodeJS.ArrayBufferView | ArrayBufferLike,
  offset: number,
): number => native.pwrite(checkFd(fd), toBytes(data, 'data'), checkOffset(offset));

function vectors(buffers: unknown): Uint8Array[] {
  if (!Array.isArray(buffers)) throw invalidType('buffers', 'an array of buffers', buffers);
  return buffers.map((each, i) => toBytes(each, `buffers[${i}]`));
}

function writable(buffers: unknown): Uint8Array[] {
  if (Array.isArray(buffers)) {
    const text = buffers.findIndex((each) => typeof each === 'string');
    if (text >= 0) throw invalidType(`buffers[${text}]`, 'a buffer', buffers[text]);
  }
  return vectors(buffers);
}

/** Fills the buffers one after the other; returns the number of bytes read. At most 1024 buffers count. readv(2). */
export const readv = (fd: number, buffers: readonly NodeJS.ArrayBufferView[]): number =>
  native.readv(checkFd(fd), writable(buffers), -1);

/** Writes the buffers one after the other; returns the number of bytes written. writev(2). */
export const writev = (fd: number, buffers: readonly (string | NodeJS.ArrayBufferView)[]): number =>
  native.writev(checkFd(fd), vectors(buffers), -1);

/** {@link readv} at an offset. preadv(2). */
export const preadv = (fd: number, buffers: readonly NodeJS.ArrayBufferView[], offset: number): number =>
  native.readv(checkFd(fd), writable(buffers), checkOffset(offset));

/** {@link writev} at an offset. pwritev(2). */
export const pwritev = (
  fd: number,
  buffers: readonly (string | NodeJS.ArrayBufferView)[],
  offset: number,
): number => native.writev(checkFd(fd), vectors(buffers), checkOffset(offset));

/** Opens a file; close-on-exec. `flags`: O_RDONLY, O_CREAT … or'ed; `mode` of a new file, before the umask. open(2). */
export const open = (path: string, flags: number, mode = 0o777): number =>
  native.open(checkString(path, 'path'), checkInteger(flags, 'flags'), checkInteger(mode, 'mode', 0, 0o7777));

/** Copies up to `count` bytes from the file `inFd` to `outFd`; `offset` null: from its own position. sendfile(2). */
export const sendfile = (outFd: number, inFd: number, offset: number | null, count: number): number =>
  native.sendfile(
    checkFd(outFd, 'outFd'),
    checkFd(inFd, 'inFd'),
    ownPosition(offset, 'offset'),
    checkCount(count, 'count'),
  );

/** Moves up to `count` bytes between two descriptors, one of them a pipe, without copying. splice(2). */
export const splice = (
  src: number,
  dst: number,
  count: number,
  options: { offsetSrc?: number | null; offsetDst?: number | null; flags?: number } = {},
): number =>
  native.splice(
    checkFd(src, 'src'),
    checkFd(dst, 'dst'),
    checkCount(count, 'count'),
    ownPosition(options.offsetSrc, 'offsetSrc'),
    ownPosition(options.offsetDst, 'offsetDst'),
    checkInteger(options.flags ?? 0, 'flags', 0),
  );

/** Copies up to `count` bytes from one file to another inside the kernel. copy_file_range(2). */
export const copyFileRange = (
  src: number,
  dst: number,
  count: number,
  options: { offsetSrc?: number | null; offsetDst?: number | null } = {},
): number =>
  native.copyFileRange(
    checkFd(src, 'src'),
    checkFd(dst, 'dst'),
    checkCount(count, 'count'),
    ownPosition(options.offsetSrc, 'offsetSrc'),
    ownPosition(options.offsetDst, 'offsetDst'),
  );
