/** Memory that processes share by descriptor: memfd_create(2), shm_open(3), eventfd(2). */
import { native } from '../native';
import { checkFd, checkInteger, checkString } from '../util/validate';
import { EFD_CLOEXEC, MFD_CLOEXEC } from './constants';
import { invalidType, outOfRange } from '../errors';

/**
 * An anonymous file in memory, of length 0. `name` (up to 249 bytes) is only for debugging. memfd_create(2).
 * @example
 * const fd = os.memfdCreate('table');
 * os.ftruncate(fd, 4096);
 * const { buffer } = os.mmap(fd, 4096);
 */
export const memfdCreate = (name: string, flags = MFD_CLOEXEC): number =>
  native.memfdCreate(checkString(name, 'name'), checkInteger(flags, 'flags', 0, 0xffffffff));

/**
 * Opens a named object of shared memory; `name` is `/something`. Close-on-exec. It lives until {@link shmUnlink} and
 * until nobody has it open or mapped. `flags`: O_RDWR | O_CREAT …; `mode` of a new one. shm_open(3).
 * @throws FileNotFoundError (ENOENT), FileExistsError (EEXIST: O_CREAT | O_EXCL)
 * @throws OSError (EINVAL: not such a name; ENAMETOOLONG)
 */
export const shmOpen = (name: string, flags: number, mode = 0o600): number =>
  native.shmOpen(
    checkString(name, 'name'),
    checkInteger(flags, 'flags'),
    checkInteger(mode, 'mode', 0, 0o7777),
  );

/** Removes the name of an object of shared memory. shm_unlink(3). @throws FileNotFoundError (ENOENT) */
export const shmUnlink = (name: string): void => native.shmUnlink(checkString(name, 'name'));

/** A counter with a descriptor, to signal between processes. `flags`: EFD_CLOEXEC, EFD_NONBLOCK, EFD_SEMAPHORE. eventfd(2). */
export const eventfd = (initial: number, flags = EFD_CLOEXEC): number =>
  native.eventfd(checkInteger(initial, 'initial', 0, 0xffffffff), checkInteger(flags, 'flags'));

/**
 * Waits until the counter is above zero, returns it and sets it to zero (with EFD_SEMAPHORE: returns 1 and takes 1). A
 * value beyond 2^53-1 comes as a bigint.
 * @throws BlockingIOError (EAGAIN) zero, and EFD_NONBLOCK is set
 * @throws OSError (EINVAL) `fd` is something else
 */
export function eventfdRead(fd: number): number | bigint {
  const counter = native.eventfdRead(checkFd(fd));
  return counter > Number.MAX_SAFE_INTEGER ? counter : Number(counter);
}

/** Adds to the counter; waits while the sum would not fit. `value`: 0 to 2^64-2. */
export function eventfdWrite(fd: number, value: number | bigint): void {
  native.eventfdWrite(checkFd(fd), toUint64(value));
}

function toUint64(value: unknown): bigint {
  if (typeof value === 'number') return BigInt(checkInteger(value, 'value', 0, Number.MAX_SAFE_INTEGER));
  if (typeof value !== 'bigint') throw invalidType('value', 'an integer or a bigint', value);
  if (value < 0n || value > 0xffff_ffff_ffff_ffffn) throw outOfRange('value', 'between 0 and 2^64-1', value);
  return value;
}
