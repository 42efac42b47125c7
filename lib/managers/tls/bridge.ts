/**
 * Joins a connection of this library, which is blocking calls and descriptors, to a session of node:tls, which is callbacks: bytes
 * go from either to the other until one of them ends.
 */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** What is under way when one side has hung up may take so long to reach the other. */
const LINGER_MS = 5000;

export function bridge(plain: Socket, secure: TLSSocket, onEnd: () => void = () => {}): void {
  let linger: NodeJS.Timeout | undefined;
  plain.pipe(secure);
  secure.pipe(plain);
  // 'close' follows.
  plain.on('error', () => {});
  secure.on('error', () => {});
  // Nobody is there for what the other side still says.
  plain.once('end', () => {
    secure.unpipe(plain);
    secure.resume();
    linger = setTimeout(() => secure.destroy(), LINGER_MS);
  });
  plain.once('close', () => {
    if (plain.readableEnded) return;
    secure.destroy();
  });
  secure.once('close', () => {
    clearTimeout(linger);
    plain.destroySoon();
    onEnd();
  });
}
