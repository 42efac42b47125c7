/**
 * `process.stdin` of a clean child: descriptor 0 is empty there, but the stream object, where the parent has used it, is the
 * parent's, with its listeners and what it has read. The child gets one of its own when it asks.
 */
import type * as FsModule from 'node:fs';
import type * as NetModule from 'node:net';
import type * as TtyModule from 'node:tty';
import { runsInChildren } from '../util/child-code';

/** In the child. */
export function renewStdin(): void {
  let stream: object | undefined;
  Object.defineProperty(process, 'stdin', {
    configurable: true,
    enumerable: true,
    get: () => (stream ??= openStdin()),
  });
}

/** As Node chooses: the program may have put something else on the descriptor. */
function openStdin(): object {
  const { createReadStream, fstatSync } = require('node:fs') as typeof FsModule;
  const tty = require('node:tty') as typeof TtyModule;
  const about = fstatSync(0);
  if (tty.isatty(0)) return new tty.ReadStream(0);
  if (!about.isFIFO() && !about.isSocket()) return createReadStream('', { fd: 0, autoClose: false });
  const { Socket } = require('node:net') as typeof NetModule;
  const socket = new Socket({ fd: 0, readable: true, writable: false });
  return Object.assign(socket.pause(), { fd: 0 });
}

runsInChildren(renewStdin);
