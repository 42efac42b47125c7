import { type IncomingAttachments, type OutgoingAttachments, registerTransferable } from '../codec';
import { Empty, Full, StateError } from '../errors';
import { type FamilyMember, receiveMember, sendMember } from '../memory';
import { checkInteger } from '../util/validate';
import { PUT_DONE, Ring } from './ring';
import { RingQueue } from './ring-queue';

/**
 * A queue between processes, first in, first out for each producer: any number of processes put and get. It is shared by
 * every child forked after it was made, by closures and by `args`. It lives in shared memory that grows with what is in it: without
 * a `maxsize` put() never waits, and what was put stays when its producer ends. A process killed in the middle of a call
 * costs at most the message it was about.
 *
 * Values cross by structured clone; errors keep class, stack and cause. Python: `multiprocessing.Queue`.
 *
 * ```js
 * const queue = new Queue();
 * new Process({ target: () => queue.putSync('hello') }).start();
 * console.log(await queue.get());
 * ```
 */
export class Queue<T = unknown> extends RingQueue<T> implements AsyncIterable<T> {
  /** `maxsize` below 1: no limit. Throws OSError when no descriptor or memory is left. */
  constructor(maxsize?: number);
  /** @internal */
  constructor(ring: Ring);
  constructor(size: number | Ring = 0) {
    super(size instanceof Ring ? size : Ring.create(Math.max(0, checkMaxsize(size))));
  }

  /** put() without waiting. Throws {@link Full}, DataCloneError. Python: `put_nowait`. */
  putNowait(value: T): void {
    if (this.ring.sendSync(value, 0) !== PUT_DONE) throw new Full();
  }

  /** get() without waiting. Throws {@link Empty}. Python: `get_nowait`. */
  getNowait(): T {
    const value = this.ring.receiveSync(0);
    if (typeof value === 'symbol') throw new Empty();
    return value as T;
  }

  /** Values in the queue: exact, in every process. Throws `ERR_CLOSED`. */
  qsize(): number {
    return this.ring.size;
  }

  /** Whether `maxsize` values are in it at this moment; never without a maxsize. Throws `ERR_CLOSED`. */
  full(): boolean {
    const { maxsize, size } = this.ring;
    return maxsize !== 0 && size >= maxsize;
  }

  /**
   * Waits until what this process has put is on its way: which it always is, no thread feeds the queue. Throws
   * `ERR_INVALID_STATE` before close(). Python: `join_thread`.
   */
  joinThread(): Promise<void> {
    return new Promise((resolve) => resolve(this.joinThreadSync()));
  }

  joinThreadSync(): void {
    if (!this.closed) throw new StateError('joinThread() comes after close()');
  }

  /** There is nothing that could hold up the end of this process: does nothing. Python: `cancel_join_thread`. */
  cancelJoinThread(): void {}

  /** Every value from here on; ends when the queue is closed in this process. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    while (!this.closed) {
      try {
        yield await this.get();
      } catch (error) {
        if (this.closed) return;
        throw error;
      }
    }
  }
}

function checkMaxsize(value: unknown): number {
  return checkInteger(value, 'maxsize', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
}

registerTransferable('Queue', Queue, {
  encode: (queue, attachments) => sendRing(queue.ring, attachments, 'a Queue'),
  decode: (data, attachments) => new Queue(receiveRing(data, attachments)),
});

export function sendRing(
  ring: Ring,
  attachments: OutgoingAttachments | undefined,
  what: string,
): FamilyMember {
  return sendMember(ring.fd, ring.family, attachments, what);
}

/** The ring that came with a message. */
export function receiveRing(data: unknown, attachments: IncomingAttachments | undefined): Ring {
  const { fd, family } = receiveMember(data, attachments);
  return Ring.attach(fd, family);
}
