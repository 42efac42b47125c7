/** Everything this process has written reaches its readers before it ends, pipes included. */
import { standardState } from '../fork';
import { native } from '../native';
import { runsInChildren } from '../util/child-code';

/** Blocks until stdout and stderr are delivered or nobody reads them. */
export function deliverOutput(): void {
  const streams = native.deliverOutput();
  // A child that never printed should not have to make them.
  if ((streams & 2) !== 0) deliverStream(1);
  if ((streams & 4) !== 0) deliverStream(2);
}

function deliverStream(fd: 1 | 2): void {
  const state = standardState(fd);
  if (state === undefined || state.length === 0) return;
  for (const { chunk, encoding } of state.buffered.slice(state.bufferedIndex)) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding as BufferEncoding) : chunk;
    if (!native.writeFully(fd, bytes)) break;
  }
  state.buffered = [];
  state.bufferedIndex = 0;
}

runsInChildren(deliverOutput, deliverStream);
