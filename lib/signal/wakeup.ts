/** A descriptor that hears of every handled signal, for event loops of others. */
import { getSystemErrorName } from 'node:util';
import { outOfRange } from '../errors';
import { native } from '../native';
import { checkInteger } from '../util/validate';
import { requireMainThread } from './main-thread';

let warns = true;

/**
 * From now on the number of every signal that has a handler here is written, as one byte, to `fd`, which must be in
 * non-blocking mode; -1 stops it. Returns the descriptor before, or -1. With `warnOnFullBuffer` (the default) a
 * process warning tells of a byte that could not be written.
 *
 * Errors: `EBADF`; `ERR_OUT_OF_RANGE` for a blocking descriptor. Python: `signal.set_wakeup_fd`.
 */
export function setWakeupFd(fd: number, options: { warnOnFullBuffer?: boolean } = {}): number {
  checkInteger(fd, 'fd', -1);
  requireMainThread('setWakeupFd');
  const before = native.setSignalWakeupFd(fd);
  if (before === -2) throw outOfRange('fd', 'in non-blocking mode', fd);
  warns = options.warnOnFullBuffer ?? true;
  return before;
}

/** Called before each handler: the C handler that failed to write could not warn. */
export function warnOfFullBuffer(): void {
  const errno = native.takeSignalWakeupError();
  if (errno === 0 || (!warns && getSystemErrorName(-errno) === 'EAGAIN')) return;
  process.emitWarning(`a signal could not be written to the wakeup fd: ${getSystemErrorName(-errno)}`, {
    type: 'RuntimeWarning',
    code: 'FORKABLE_WAKEUP_FD',
  });
}
