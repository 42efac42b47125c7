/** Descriptors by their numbers, as the tests of memory need them. */
import { fstatSync } from 'node:fs';
import { os } from 'forkable';

export { fstatSync };
export const dupSync = (fd: number): number => os.dup(fd);
export const closeSync = (fd: number): void => os.close(fd);
