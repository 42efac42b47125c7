/** Everything this process has written reaches its readers before it ends, pipes included. */
import { native } from '../native';

interface Buffered {
  chunk: Buffer | string;
  encoding: string;
}
interface WithState {
  _writableState: { buffered: Buffered[]; bufferedIndex: number };
}

/** Blocks until stdout and stderr are delivered or nobody reads them. */
export function deliverOutput(): void {
  native.deliverOutput();
  const outputs = [process.stdout, process.stderr];
  for (const [index, stream] of outputs.entries()) {
    if (stream.writableLength === 0) continue;
    const state = (stream as unknown as WithState)._writableState;
    for (const { chunk, encoding } of state.buffered.slice(state.bufferedIndex)) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding as BufferEncoding) : chunk;
      if (!native.writeFully(index + 1, bytes)) break;
    }
    state.buffered = [];
    state.bufferedIndex = 0;
  }
}
