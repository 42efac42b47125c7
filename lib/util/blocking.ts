/** Blocking calls that take an AbortSignal: aborted before, or meanwhile by a signal handler that runs inside them. */
import { addForkHooks } from './fork-hooks';

/** Of the calls in progress, the innermost last. */
const waiting: AbortSignal[] = [];
addForkHooks({
  needed: () => waiting.length > 0,
  afterInChild: () => {
    waiting.length = 0;
  },
});

/** Runs `call`, which runs signal handlers while it waits. Throws the reason of `signal` when it is or becomes aborted. */
export function blocking<T>(signal: AbortSignal | undefined, call: () => T): T {
  if (signal === undefined) return call();
  signal.throwIfAborted();
  waiting.push(signal);
  try {
    return call();
  } finally {
    waiting.pop();
  }
}

/** To be called when a signal handler has run: what is thrown there ends the blocking call around it. */
export function endAborted(): void {
  waiting.at(-1)?.throwIfAborted();
}
