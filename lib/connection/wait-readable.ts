/** poll(2) on the event loop for many descriptors at once, leaving them as they are. */
import { native, READABLE } from '../native';
import { whenReady } from '../loop';
import type { Wait } from '../util/timeout';
import { Deadline } from './deadline';

/** What tells when it is closed: the wait for its descriptor then ends with an error. */
export interface Closable {
  onClose(closer: (reason: Error) => void): () => void;
}

/** Indices of the descriptors that can be read; none when the time is up. */
export async function waitReadable(
  fds: readonly number[],
  wait: Wait,
  closables: readonly Closable[] = [],
): Promise<number[]> {
  wait.signal?.throwIfAborted();
  const ready = native.pollDescriptors(fds, READABLE, 0);
  if (ready.length > 0 || wait.ms === 0 || fds.length === 0) return ready;

  const closed = new AbortController();
  const undo = closables.map((thing) => thing.onClose((reason) => closed.abort(reason)));
  const signal = wait.signal === undefined ? closed.signal : AbortSignal.any([wait.signal, closed.signal]);
  const deadline = new Deadline(wait);
  const epoll = native.epollOf(fds, READABLE);
  try {
    for (;;) {
      const inTime = await whenReady(epoll, READABLE, { ms: deadline.left(), signal });
      const found = native.pollDescriptors(fds, READABLE, 0);
      if (found.length > 0 || !inTime) return found;
    }
  } finally {
    native.close(epoll);
    for (const take of undo) take();
  }
}
