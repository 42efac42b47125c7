/** What all queues do: put and take values of one ring, on the event loop or blocking. */
import { Empty, Full, StateError } from '../errors';
import { abortable } from '../loop';
import { WAIT_ITEMS, WAIT_PUT_LOCK, WAIT_ROOM, WAIT_TAKE_LOCK } from '../native';
import { parseQueueWait, type QueueWait } from './options';
import type { Ring } from './ring';
import { BUSY, NOTHING, type Parcel, PUT_DONE, RING_BUSY } from './ring';
import { settled } from './turn';
import { type Waiter, WaitingLine } from './waiting-line';
import { blocking } from '../util/blocking';

export abstract class RingQueue<T> {
  /** @internal */
  readonly ring: Ring;
  private readonly getters: WaitingLine;
  private readonly putters: WaitingLine;

  protected constructor(ring: Ring) {
    this.ring = ring;
    this.getters = new WaitingLine(ring, WAIT_ITEMS, WAIT_TAKE_LOCK);
    this.putters = new WaitingLine(ring, WAIT_ROOM, WAIT_PUT_LOCK);
  }

  /**
   * Puts a value at the end. The promise is fulfilled when it is in; it rejects with DataCloneError when the value
   * cannot be cloned, with {@link Full} when there is no room in time. The value is copied at once: later changes are not
   * seen. Python: `Queue.put`.
   *
   * ```js
   * await queue.put({ job: 1 });
   * await queue.put('late', { timeout: 500 });
   * ```
   */
  put(value: T, options?: QueueWait): Promise<void> {
    try {
      const wait = options === undefined ? undefined : parseQueueWait(options);
      wait?.signal?.throwIfAborted();
      const parcel = this.ring.send(value);
      if (parcel === null) return settled<void>(undefined);
      return this.putLater(parcel, wait?.ms ?? Infinity, wait?.signal);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  /** put(), blocking the thread. Throws DataCloneError, {@link Full}. */
  putSync(value: T, options?: QueueWait): void {
    const wait = options === undefined ? undefined : parseQueueWait(options);
    const ms = wait?.ms ?? Infinity;
    const done =
      wait?.signal === undefined
        ? this.ring.sendSync(value, ms)
        : blocking(wait.signal, this.ring.sendSync.bind(this.ring, value, ms));
    if (done !== PUT_DONE) throw new Full();
  }

  /**
   * Takes the value at the front, waiting for one; rejects with {@link Empty} when the time is up first, with
   * `ERR_CLOSED` when the queue is closed meanwhile. Python: `Queue.get`.
   *
   * ```js
   * const value = await queue.get();
   * const soon = await queue.get({ timeout: 100 });
   * ```
   */
  get(options?: QueueWait): Promise<T> {
    try {
      const wait = options === undefined ? undefined : parseQueueWait(options);
      wait?.signal?.throwIfAborted();
      // Who waits already comes first.
      const value = this.getters.empty ? this.ring.receive() : NOTHING;
      if (value !== NOTHING && value !== BUSY) return settled(value as T);
      return this.getLater(wait?.ms ?? Infinity, wait?.signal);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  /** get(), blocking the thread. Throws {@link Empty}. */
  getSync(options?: QueueWait): T {
    const wait = options === undefined ? undefined : parseQueueWait(options);
    const ms = wait?.ms ?? Infinity;
    const value =
      wait?.signal === undefined
        ? this.ring.receiveSync(ms)
        : blocking(wait.signal, this.ring.receiveSync.bind(this.ring, ms));
    if (typeof value === 'symbol') throw new Empty();
    return value as T;
  }

  /** Whether nothing is in the queue at this moment. Throws `ERR_CLOSED`. */
  empty(): boolean {
    return this.ring.size === 0;
  }

  /** Whether this process has closed its end. */
  get closed(): boolean {
    return this.ring.closed;
  }

  /**
   * This process neither puts nor gets any more; what waits here rejects with `ERR_CLOSED`. What was put stays
   * for the others. Idempotent.
   */
  close(): void {
    if (this.ring.closed) return;
    const reason = new StateError('the queue is closed', 'ERR_CLOSED');
    const lines = [this.getters, this.putters];
    this.ring.close();
    for (const line of lines) line.rejectAll(reason);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  private putLater(parcel: Parcel, ms: number, signal: AbortSignal | undefined): Promise<void> {
    return this.line(this.putters, ms, signal, (resolve: (value: void) => void) => ({
      attempt: () => {
        if (this.ring.resend(parcel)) {
          resolve();
          return 'done';
        }
        return parcel.status === RING_BUSY ? 'busy' : 'wait';
      },
      late: () => new Full(),
    }));
  }

  private getLater(ms: number, signal: AbortSignal | undefined): Promise<T> {
    return this.line(this.getters, ms, signal, (resolve: (value: T) => void) => ({
      attempt: () => {
        const value = this.ring.receive();
        if (value === NOTHING) return 'wait';
        if (value === BUSY) return 'busy';
        resolve(value as T);
        return 'done';
      },
      late: () => new Empty(),
    }));
  }

  /** Joins a line; a failure of the attempt itself is the answer too. */
  protected line<V>(
    line: WaitingLine,
    ms: number,
    signal: AbortSignal | undefined,
    begin: (resolve: (value: V) => void) => {
      attempt: () => 'done' | 'wait' | 'busy';
      late: () => Error;
    },
  ): Promise<V> {
    let waiter: Waiter;
    return abortable<V>(
      signal,
      (resolve, reject) => {
        const { attempt, late } = begin(resolve);
        waiter = {
          attempt: () => {
            try {
              return attempt();
            } catch (error) {
              reject(error);
              return 'done';
            }
          },
          expire: () => reject(late()),
          reject,
          deadline: performance.now() + ms,
        };
        line.add(waiter);
      },
      () => line.remove(waiter),
    );
  }
}
