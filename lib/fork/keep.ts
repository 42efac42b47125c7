/** The descriptors behind what a clean child is to share with its parent. */
import { invalidType, outOfRange } from '../errors';

interface Handle {
  fd?: unknown;
}
interface WithHandle {
  fd?: unknown;
  fileno?: unknown;
  _handle?: Handle | null;
}

export function keptDescriptors(things: readonly unknown[]): Int32Array {
  return Int32Array.from(things, descriptorOf);
}

function descriptorOf(thing: unknown): number {
  if (typeof thing === 'number') return checked(thing);
  if (typeof thing !== 'object' || thing === null) {
    throw invalidType('keep', 'a list of descriptors, servers, sockets or connections', thing);
  }
  const { fd, fileno, _handle } = thing as WithHandle;
  if (typeof fd === 'number') return checked(fd);
  if (typeof fileno === 'function') return checked((fileno as () => number).call(thing));
  if (typeof _handle?.fd === 'number') return checked(_handle.fd);
  throw invalidType('keep', 'a list of open descriptors, servers, sockets or connections', thing);
}

function checked(fd: number): number {
  if (!Number.isInteger(fd) || fd < 0) throw outOfRange('keep', 'open descriptors', fd);
  return fd;
}
