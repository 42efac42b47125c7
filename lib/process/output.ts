/** Everything this process has written reaches its readers before it ends, pipes included. */
import { native } from '../native';
import { runsInChildren } from '../util/child-code';

interface Buffered {
  chunk: Buffer | string;
  encoding: string;
}
interface WithState {
  _writableState: { buffered: Buffered[]; bufferedIndex: number };
}

/** Blocks until stdout and stderr are delivered or nobody reads them. */
export function deliverOutput(): void {
  const streams = native.deliverOutput();
  // A child that never printed should not have to make them.
  if ((streams & 2) !== 0) deliverStream(1, process.stdout);
  if ((streams & 4) !== 0) deliverStream(2, process.stderr);
}

function deliverStream(fd: number, stream: NodeJS.WriteStream): void {
  if (stream.writableLength === 0) return;
  const state = (stream as unknown as WithState)._writableState;
  for (const { chunk, encoding } of state.buffered.slice(state.bufferedIndex)) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding as BufferEncoding) : chunk;
    if (!native.writeFully(fd, bytes)) break;
  }
  state.buffered = [];
  state.bufferedIndex = 0;
}

runsInChildren(deliverOutput, deliverStream);
