import { registerTransferable } from '../codec';
import { StateError, TimeoutError } from '../errors';
import { native, WAIT_SETTLED } from '../native';
import { blocking } from '../util/blocking';
import { parseTimeout, type Timeout } from '../util/timeout';
import { Queue, receiveRing, sendRing } from './queue';
import type { Ring } from './ring';
import { settled } from './turn';
import { WaitingLine } from './waiting-line';

/**
 * A {@link Queue} that knows when all of its values have been dealt with: every get() is followed by a taskDone().
 * Python: `multiprocessing.JoinableQueue`.
 *
 * ```js
 * const queue = new JoinableQueue();
 * for (const job of jobs) queue.putSync(job);
 * await queue.join();
 * ```
 */
export class JoinableQueue<T = unknown> extends Queue<T> {
  private readonly joiners = new WaitingLine(this.ring, WAIT_SETTLED, WAIT_SETTLED);

  /** One of the values taken has been dealt with. Throws `ERR_TASK_DONE` when it is called more often than put(). */
  taskDone(): void {
    if (!native.ringDone(this.ring.id)) {
      throw new StateError('taskDone() called too many times', 'ERR_TASK_DONE');
    }
  }

  /** Fulfilled when every value put has been dealt with; rejects with {@link TimeoutError} when the time is up. */
  join(timeout?: Timeout): Promise<void> {
    try {
      const { ms, signal } = parseTimeout(timeout);
      signal?.throwIfAborted();
      if (native.ringUnfinished(this.ring.id) === 0) return settled<void>(undefined);
      return this.line(this.joiners, ms, signal, (resolve: (value: void) => void) => ({
        attempt: () => {
          if (native.ringUnfinished(this.ring.id) !== 0) return 'wait';
          resolve();
          return 'done';
        },
        late: () => new TimeoutError(),
      }));
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  /** join(), blocking the thread. */
  joinSync(timeout?: Timeout): void {
    const { ms, signal } = parseTimeout(timeout);
    if (!blocking(signal, () => native.ringJoin(this.ring.id, ms))) throw new TimeoutError();
  }

  override close(): void {
    if (this.closed) return;
    super.close();
    this.joiners.rejectAll(new StateError('the queue is closed', 'ERR_CLOSED'));
  }
}

registerTransferable('JoinableQueue', JoinableQueue, {
  encode: (queue, attachments) => sendRing(queue.ring, attachments, 'a JoinableQueue'),
  decode: (data, attachments) =>
    new (JoinableQueue as unknown as new (ring: Ring) => JoinableQueue)(receiveRing(data, attachments)),
});
