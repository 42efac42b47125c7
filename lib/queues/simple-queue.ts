import { registerTransferable } from '../codec';
import { receiveRing, sendRing } from './queue';
import { Ring } from './ring';
import { RingQueue } from './ring-queue';

/** A queue without limits, counts or ends. Python: `multiprocessing.SimpleQueue`. */
export class SimpleQueue<T = unknown> extends RingQueue<T> {
  constructor();
  /** @internal */
  constructor(ring: Ring);
  constructor(ring: Ring = Ring.create()) {
    super(ring);
  }
}

registerTransferable('SimpleQueue', SimpleQueue, {
  encode: (queue, attachments) => sendRing(queue.ring, attachments, 'a SimpleQueue'),
  decode: (data, attachments) => new SimpleQueue(receiveRing(data, attachments)),
});
