/** stdout and stderr. A program may have ended them, or put something else in their place, or nothing. */
import { native } from '../native';
import { runsInChildren } from '../util/child-code';

interface WritableState {
  length: number;
  buffered: { chunk: Buffer | string; encoding: string }[];
  bufferedIndex: number;
}

/** Of the stream that writes to the descriptor 1 or 2, what it has not written yet. Undefined where there is none. */
export function standardState(fd: 1 | 2): WritableState | undefined {
  const stream: unknown = fd === 1 ? process.stdout : process.stderr;
  const given = stream as { fd?: number; _writableState?: WritableState } | null | undefined;
  return given?.fd === fd ? given._writableState : undefined;
}

/** Writes to stderr what must be told, in any case to the descriptor. Never throws. */
export function tell(text: string): void {
  const stream: unknown = process.stderr;
  try {
    const given = stream as { writable?: boolean; write(text: string): void };
    if (given.writable !== false) {
      given.write(text);
      return;
    }
  } catch {
    // It is not what it should be.
  }
  native.writeFully(2, Buffer.from(text));
}

runsInChildren(standardState, tell);
