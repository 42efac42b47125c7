import { registerTransferable, requireAttachments } from '../codec';
import { attachedRing } from './queue';
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
  encode: (queue, attachments) => requireAttachments(attachments, 'a SimpleQueue').attach(queue.ring.fd),
  decode: (index, attachments) => new SimpleQueue(attachedRing(index, attachments)),
});
