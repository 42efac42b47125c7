/**
 * File descriptors: what makes them makes them close-on-exec, as in Python (PEP 446). Descriptors of Node's own
 * streams and sockets belong to Node: close those through their objects.
 */
import { native } from '../native';
import { checkBoolean, checkFd, checkInteger } from '../util/validate';
import { O_CLOEXEC } from './constants';

/**
 * A pipe: the descriptor to read from and the one to write to, both close-on-exec. pipe(2).
 * @throws OSError (EMFILE, ENFILE) no descriptors left
 * @example
 * const [r, w] = os.pipe();
 * os.write(w, 'hello');
 * os.read(r, 100).toString(); // 'hello'
 */
export const pipe = (): [read: number, write: number] => native.pipe2(O_CLOEXEC);

/** A pipe with `flags`: O_CLOEXEC, O_NONBLOCK, O_DIRECT. pipe2(2). */
export const pipe2 = (flags: number): [read: number, write: number] =>
  native.pipe2(checkInteger(flags, 'flags'));

/** Closes `fd`. close(2). @throws OSError (EBADF) */
export const close = (fd: number): void => void native.close(checkFd(fd));

/** Closes the descriptors from `low` up to `high`, `high` not included, open or not. close_range(2). */
export function closerange(low: number, high: number): void {
  native.closerange(checkFd(low, 'low'), checkFd(high, 'high'));
}

/** A copy of `fd` with the lowest free number, close-on-exec. dup(2). */
export const dup = (fd: number): number => native.dup(checkFd(fd));

/** Makes `fd2` a copy of `fd`, closing first what `fd2` was; children inherit it unless told otherwise. Returns `fd2`. dup2(2), dup3(2). */
export function dup2(fd: number, fd2: number, inheritable = true): number {
  return native.dup2(checkFd(fd), checkFd(fd2, 'fd2'), Number(checkBoolean(inheritable, 'inheritable')));
}

/** Does `fd` stay open in a program started with exec? */
export const getInheritable = (fd: number): boolean => native.getInheritable(checkFd(fd)) === 1;

/** Says whether `fd` stays open in a program started with exec. */
export function setInheritable(fd: number, inheritable: boolean): void {
  native.setInheritable(checkFd(fd), Number(checkBoolean(inheritable, 'inheritable')));
}

/** False when O_NONBLOCK is set. */
export const getBlocking = (fd: number): boolean => native.getBlocking(checkFd(fd)) === 1;

/** Clears or sets O_NONBLOCK, for all that share the open file: copies, and other processes too. */
export function setBlocking(fd: number, blocking: boolean): void {
  native.setBlocking(checkFd(fd), Number(checkBoolean(blocking, 'blocking')));
}

/** fcntl(2) for the commands with an integer argument (F_SETPIPE_SZ, F_ADD_SEALS, F_GETFL …). Python: `fcntl.fcntl`. */
export function fcntl(fd: number, command: number, argument = 0): number {
  return native.fcntl(checkFd(fd), checkInteger(command, 'command'), checkInteger(argument, 'argument'));
}

/** Is `fd` a terminal? False for descriptors that are not open, as in Python. */
export const isatty = (fd: number): boolean => native.isatty(checkFd(fd)) === 1;

/** Makes the file `length` bytes long. ftruncate(2). */
export function ftruncate(fd: number, length: number): void {
  native.ftruncate(checkFd(fd), checkInteger(length, 'length', 0, Number.MAX_SAFE_INTEGER));
}

/** Moves the position of `fd` (`whence`: SEEK_SET, SEEK_CUR, SEEK_END); returns the new one. lseek(2). */
export function lseek(fd: number, offset: number, whence: number): number {
  const position = checkInteger(offset, 'offset', -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  return native.lseek(checkFd(fd), position, checkInteger(whence, 'whence'));
}
