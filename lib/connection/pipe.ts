import { native } from '../native';
import { checkBoolean } from '../util/validate';
import { Connection } from './connection';

/**
 * Two connected ends. Duplex (the default): each sends and receives, over a pair of Unix sockets, which carry descriptors too.
 * `Pipe(false)`: the first end only receives, the second only sends, over a pipe(2).
 *
 * An end handed to a process in its `args` belongs to that process and its creator. Python: `multiprocessing.Pipe`.
 *
 * @example
 * const [parent, child] = Pipe();
 * new Process({ target: () => child.sendSync('hello') }).start();
 * console.log(parent.recvSync());
 */
export function Pipe(duplex = true): [Connection, Connection] {
  checkBoolean(duplex, 'duplex');
  const [first, second] = duplex ? native.socketPair() : native.pipePair();
  const left = new Connection(first, { readable: true, writable: duplex }, {});
  const right = new Connection(second, { readable: duplex, writable: true }, { partner: left });
  return [left, right];
}
