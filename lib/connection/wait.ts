import { invalidType } from '../errors';
import { native, READABLE } from '../native';
import { blocking } from '../util/blocking';
import { parseTimeout, type Timeout } from '../util/timeout';
import { checkFd } from '../util/validate';
import { waitReadable, type Closable } from './wait-readable';

/** A connection, listener, socket, sentinel or descriptor: a number, or an object that has one. */
export type Waitable = number | { fileno(): number } | object;

/**
 * Waits until at least one of the objects can be read without waiting, and gives those that can, in the order of the
 * list: connections (with a message, or at their end), listeners (with somebody at the door), the sockets and servers of
 * `node:net`, sentinels of processes (when the process has ended), numbers of descriptors. Gives `[]` when the time
 * (milliseconds) is up, and at once for an empty list. A connection of the list that is closed meanwhile rejects it.
 * Python: `multiprocessing.connection.wait`.
 *
 * @example
 * for (const conn of await connection.wait([a, b], 1000)) console.log(conn.recvSync());
 */
export async function wait<T extends Waitable>(objects: Iterable<T>, timeout?: Timeout): Promise<T[]> {
  const list = listOf(objects);
  const fds = list.map(descriptorOf);
  const ready = await waitReadable(fds, parseTimeout(timeout), list.filter(isClosable) as Closable[]);
  return ready.map((index) => list[index] as T);
}

/** {@link wait}, blocking. */
export function waitSync<T extends Waitable>(objects: Iterable<T>, timeout?: Timeout): T[] {
  const list = listOf(objects);
  const { ms, signal } = parseTimeout(timeout);
  if (list.length === 0) return [];
  const fds = list.map(descriptorOf);
  return blocking(signal, () => native.pollDescriptors(fds, READABLE, ms)).map((index) => list[index] as T);
}

function listOf<T>(objects: Iterable<T>): T[] {
  if (typeof (objects as Iterable<T> | null)?.[Symbol.iterator] === 'function') return [...objects];
  throw invalidType('objects', 'an iterable of connections, sockets, sentinels or descriptors', objects);
}

function descriptorOf(object: Waitable): number {
  if (typeof object === 'number') return checkFd(object, 'descriptor');
  if (typeof object === 'object' && object !== null) {
    const thing = object as {
      fileno?: () => number;
      sentinel?: unknown;
      fd?: unknown;
      _handle?: { fd?: unknown } | null;
    };
    if (typeof thing.fileno === 'function') return checkFd(thing.fileno(), 'fileno()');
    // Sockets and servers of Node keep theirs in the handle.
    const fd = thing.sentinel ?? thing.fd ?? thing._handle?.fd;
    if (typeof fd === 'number') return checkFd(fd, 'descriptor');
  }
  throw invalidType('objects', 'connections, sockets, sentinels or descriptors', object);
}

function isClosable(object: unknown): boolean {
  return typeof object === 'object' && object !== null && typeof (object as Closable).onClose === 'function';
}
