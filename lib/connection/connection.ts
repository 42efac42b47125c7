import { constants } from 'node:buffer';
import { inspect } from 'node:util';
import { BufferTooShort, EOFError, invalidType, outOfRange } from '../errors';
import { native, READABLE } from '../native';
import { blocking } from '../util/blocking';
import { trackBelonging, type Belonging } from '../util/belongings';
import { parseTimeout, type Timeout, type Wait } from '../util/timeout';
import { checkFd, checkInteger, toBytes } from '../util/validate';
import { Endpoint } from './endpoint';
import { closedHandle, readOnly, writeOnly } from './errors';
import type { Take } from './inbox';
import { fromMessage, toMessage } from './objects';
import type { Message } from './outbox';
import { waitReadable } from './wait-readable';

const NO_LIMIT = constants.MAX_LENGTH;
const toBuffer: Take<Buffer> = (bytes, length, owned) =>
  owned ? bytes : Buffer.from(bytes.subarray(0, length));

/** How an end came to be: what only this library knows. */
export interface Origin {
  /** The other end, when both were made together; null when it is no kin of this process. */
  partner?: Connection | null;
}

/** The directions of a connection made from a descriptor. */
export interface ConnectionOptions {
  /** Default true. */
  readable?: boolean;
  /** Default true. */
  writable?: boolean;
}

/**
 * One end of a pipe or socket that carries messages: objects ({@link send}, {@link recv}) or bytes ({@link sendBytes},
 * {@link recvBytes}). Made by `Pipe()`, `Listener` and `Client()`.
 *
 * Several processes may use the same end: each message goes in whole and comes out whole, at one of the readers. After the
 * other end is closed `recv` fails with EOFError and `send` with BrokenPipeError; the peer's death in the middle of a
 * message is an error too (`ERR_TRUNCATED_MESSAGE`). Calls on a closed connection, and those that {@link close} finds
 * waiting, fail with an OSError (`EBADF`, "handle is closed"). Python: `multiprocessing.connection.Connection`.
 *
 * @example
 * const [a, b] = Pipe();
 * a.sendSync({ answer: 42 });
 * console.log(await b.recv());
 */
export class Connection implements Belonging, AsyncIterable<unknown>, Disposable {
  /** Whether this end can receive. */
  readonly readable: boolean;
  /** Whether this end can send. */
  readonly writable: boolean;
  readonly #endpoint: Endpoint;
  readonly #carriesDescriptors: boolean;
  readonly #toObject: Take<unknown>;

  /**
   * Takes over a descriptor of a stream: `new Connection(fd)` for what a process has inherited. From now on the
   * connection owns it.
   */
  constructor(handle: number, options: ConnectionOptions = {}, origin: Origin = { partner: null }) {
    const { readable = true, writable = true } = options;
    if (!readable && !writable) throw outOfRange('options', 'readable or writable at least', 'neither');
    this.readable = readable;
    this.writable = writable;
    const { partner } = origin;
    this.#endpoint = new Endpoint(checkFd(handle, 'handle'), partner ? partner.#endpoint : partner);
    this.#carriesDescriptors = native.isLocalSocket(handle);
    const fetch = (): number[] | null => this.#endpoint.takeDescriptors();
    this.#toObject = (bytes, length) => fromMessage(bytes, length, fetch);
    trackBelonging(this);
  }

  /** Whether this end has been closed here. */
  get closed(): boolean {
    return this.#endpoint.closed;
  }

  /** The descriptor. Throws EBADF when closed. */
  fileno(): number {
    return this.#endpoint.fileno();
  }

  /**
   * Sends an object. Settles when it has left this process; messages leave whole and in the order of the calls. What cannot
   * be cloned throws DataCloneError. A `timeout` or `signal` that comes in the middle of a message closes the connection.
   */
  send(obj: unknown, timeout?: Timeout): Promise<void> {
    try {
      this.#checkWritable();
      const wait = parseTimeout(timeout);
      return this.#endpoint.send(toMessage(obj, this.#carriesDescriptors), wait);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  /** {@link send}, blocking. */
  sendSync(obj: unknown, timeout?: Timeout): void {
    this.#checkWritable();
    const wait = parseTimeout(timeout);
    this.#sendSync(toMessage(obj, this.#carriesDescriptors), wait);
  }

  /**
   * Receives an object. Waits for one; the timeout (milliseconds) bounds the whole of it: TimeoutError, and what has come of a
   * message is kept for the next call. Calls are served in order.
   */
  recv(timeout?: Timeout): Promise<unknown> {
    return this.#receive(this.#toObject, NO_LIMIT, timeout);
  }

  /** {@link recv}, blocking. */
  recvSync(timeout?: Timeout): unknown {
    return this.#receiveSync(this.#toObject, NO_LIMIT, timeout);
  }

  /**
   * Sends bytes as one message: `size` of them from `offset` on, in bytes; a string as UTF-8. They are not copied: leave
   * them alone until the promise settles. An empty message is a message.
   */
  sendBytes(buffer: unknown, offset?: number, size?: number | null, timeout?: Timeout): Promise<void> {
    try {
      this.#checkWritable();
      return this.#endpoint.send({ bytes: slice(buffer, offset, size) }, parseTimeout(timeout));
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  /** {@link sendBytes}, blocking. */
  sendBytesSync(buffer: unknown, offset?: number, size?: number | null, timeout?: Timeout): void {
    this.#checkWritable();
    this.#sendSync({ bytes: slice(buffer, offset, size) }, parseTimeout(timeout));
  }

  /**
   * Receives one message of bytes. One longer than `maxLength` fails (`ERR_BAD_MESSAGE_LENGTH`) and closes the
   * connection: the rest of it would stand in the way.
   */
  recvBytes(maxLength?: number | null, timeout?: Timeout): Promise<Buffer> {
    try {
      return this.#receive(toBuffer, checkLimit(maxLength), timeout);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  /** {@link recvBytes}, blocking. */
  recvBytesSync(maxLength?: number | null, timeout?: Timeout): Buffer {
    return this.#receiveSync(toBuffer, checkLimit(maxLength), timeout);
  }

  /**
   * Receives one message into `buffer`, from byte `offset` on; gives its length. One that does not fit is in the
   * `data` of the BufferTooShort, and the connection stays usable.
   */
  recvBytesInto(buffer: unknown, offset = 0, timeout?: Timeout): Promise<number> {
    try {
      return this.#receive(into(buffer, offset), NO_LIMIT, timeout);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  /** {@link recvBytesInto}, blocking. */
  recvBytesIntoSync(buffer: unknown, offset = 0, timeout?: Timeout): number {
    return this.#receiveSync(into(buffer, offset), NO_LIMIT, timeout);
  }

  /**
   * Whether something can be received, within `timeout` milliseconds; without one it only looks, `null` waits for ever. True
   * at the end of file too.
   */
  async poll(timeout: Timeout = 0): Promise<boolean> {
    this.#checkReadable();
    const ready = await waitReadable([this.fileno()], parseTimeout(timeout), [this]);
    return ready.length > 0;
  }

  /** {@link poll}, blocking. */
  pollSync(timeout: Timeout = 0): boolean {
    this.#checkReadable();
    const { ms, signal } = parseTimeout(timeout);
    return blocking(signal, () => native.pollDescriptors([this.fileno()], READABLE, ms)).length > 0;
  }

  /** Closes this end, in this process. Idempotent. Calls that wait here are rejected. */
  close(): void {
    this.#endpoint.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Objects as they come, to the end of file. */
  [Symbol.asyncIterator](): AsyncIterableIterator<unknown> {
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: () =>
        this.recv().then(
          (value) => ({ done: false, value }),
          (error: unknown) => {
            if (error instanceof EOFError) return { done: true, value: undefined };
            throw error;
          },
        ),
    };
  }

  /** Calls `closer` when this end is closed here; returns how to take that back. @internal */
  onClose(closer: (reason: Error) => void): () => void {
    return this.#endpoint.onClose(closer);
  }

  /** A message of at most `limit` bytes if a whole one is there. @internal */
  tryRecvBytes(limit: number): Buffer | null {
    return this.#endpoint.tryReceive(toBuffer, limit)?.value ?? null;
  }

  /** What `take` makes of a message if one is there, or comes within `awake` milliseconds. @internal */
  tryRecvWith<T>(take: Take<T>, limit: number, awake: number): { value: T } | null {
    return this.#endpoint.tryReceive(take, limit, awake);
  }

  /** Sends bytes that are good for now only; a promise when not all of them could leave at once. @internal */
  post(bytes: Uint8Array): Promise<void> | null {
    return this.#endpoint.post(bytes);
  }

  /** A question and its answer, blocking, for who is alone here. `awake`: how long to wait without sleeping. @internal */
  ask<T>(bytes: Uint8Array, take: Take<T>, limit: number, awake: number): T {
    return this.#endpoint.ask(bytes, take, limit, awake);
  }

  /** Calls `listener` whenever something can be read, until it is closed: for who never calls recv. @internal */
  watch(listener: () => void): void {
    this.#endpoint.watch(listener);
  }

  /** Gives the descriptor away, the caller's from now on: what comes now are not messages. @internal */
  detach(): number {
    const fd = native.dup(this.fileno());
    this.#endpoint.drop();
    return fd;
  }

  /** For the library: a child that this end was not handed to gives it up. */
  dropAfterFork(): void {
    this.#endpoint.drop();
  }

  [inspect.custom](): string {
    const ways = [this.readable && 'readable', this.writable && 'writable'].filter(Boolean).join(', ');
    return `Connection { ${this.closed ? 'closed' : `fd: ${this.fileno()}, ${ways}`} }`;
  }

  #receive<T>(take: Take<T>, limit: number, timeout: Timeout): Promise<T> {
    try {
      this.#checkReadable();
      return this.#endpoint.receive(take, limit, parseTimeout(timeout));
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  #receiveSync<T>(take: Take<T>, limit: number, timeout: Timeout): T {
    this.#checkReadable();
    const wait = parseTimeout(timeout);
    if (wait.signal === undefined) return this.#endpoint.receiveSync(take, limit, wait);
    return this.#receiveAbortable(take, limit, wait);
  }

  /** Apart: a closure would cost those that have no signal, too. */
  #receiveAbortable<T>(take: Take<T>, limit: number, wait: Wait): T {
    return blocking(wait.signal, () => this.#endpoint.receiveSync(take, limit, wait));
  }

  #sendSync(message: Message, wait: Wait): void {
    if (wait.signal?.aborted) message.release?.();
    if (wait.signal === undefined) this.#endpoint.sendSync(message, wait);
    else blocking(wait.signal, this.#endpoint.sendSync.bind(this.#endpoint, message, wait));
  }

  #checkReadable(): void {
    if (this.closed) throw closedHandle();
    if (!this.readable) throw writeOnly();
  }

  #checkWritable(): void {
    if (this.closed) throw closedHandle();
    if (!this.writable) throw readOnly();
  }
}

function slice(buffer: unknown, offset: number | undefined, size: number | null | undefined): Uint8Array {
  const bytes = toBytes(buffer, 'buffer');
  if (offset === undefined && size == null) return bytes;
  const from = checkInteger(offset ?? 0, 'offset', 0, Number.MAX_SAFE_INTEGER);
  if (from > bytes.length) throw outOfRange('offset', `at most the buffer's length, ${bytes.length}`, from);
  if (size == null) return bytes.subarray(from);
  const count = checkInteger(size, 'size', 0, Number.MAX_SAFE_INTEGER);
  if (from + count > bytes.length)
    throw outOfRange('offset + size', `at most the buffer's length, ${bytes.length}`, from + count);
  return bytes.subarray(from, from + count);
}

function checkLimit(maxLength: number | null | undefined): number {
  return maxLength == null ? NO_LIMIT : checkInteger(maxLength, 'maxLength', 0, Number.MAX_SAFE_INTEGER);
}

function into(buffer: unknown, offset: number): Take<number> {
  if (typeof buffer === 'string') throw invalidType('buffer', 'a Buffer, typed array or ArrayBuffer', buffer);
  const target = toBytes(buffer, 'buffer');
  const from = checkInteger(offset, 'offset', 0, Number.MAX_SAFE_INTEGER);
  if (from > target.length) throw outOfRange('offset', `at most the buffer's length, ${target.length}`, from);
  const room = Buffer.from(target.buffer, target.byteOffset + from, target.length - from);
  const take: Take<number> = (bytes, length, owned) => {
    if (bytes === room) return length;
    if (length > room.length) throw new BufferTooShort(toBuffer(bytes, length, owned));
    room.set(length === bytes.length ? bytes : bytes.subarray(0, length));
    return length;
  };
  take.target = room;
  return take;
}
