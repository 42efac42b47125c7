/**
 * One-way traffic of values through shared memory: what queues are made of, and the channels of workers. Any number
 * of processes may put and take; a channel between two claims its ends and learns of the other's death.
 *
 * Nothing here waits on the event loop: see WaitingLine.
 */
import * as codec from '../codec';
import { StateError } from '../errors';
import * as addon from '../native';

// What is needed for every message is fetched once: each use of a re-exported name is a call.
const { native } = addon;
const { ringPut, ringPutFrom, ringPutMany, ringTake, ringTakeInto, ringTakeMany, ringTakeWait } = native;
const { decode, decodeIncoming, encodeInto, encodeNumber, incoming, outgoing } = codec;
const isLargeBuffer = codec.isLargeBuffer;
const { isView } = ArrayBuffer;
const { RING_PEER_DIED, TAKE_EMPTY, TAKE_LARGE } = addon;
export const { PUT_DONE, RING_BUSY } = addon;

/** In place of a value: there is none, somebody else is just taking one, the process at the other end is dead. */
export const NOTHING = Symbol('nothing');
export const BUSY = Symbol('busy');
export const DEAD = Symbol('dead');
export type Absent = typeof NOTHING | typeof BUSY | typeof DEAD;

/** A message that found no room yet, with memory of its own. */
export interface Parcel {
  bytes: Buffer;
  length: number;
  raw: 0 | 1;
  /** PUT_FULL, RING_BUSY or RING_PEER_DIED. */
  status: number;
}

/** Messages one behind the other, before each its length in so many bytes. */
export const LETTER_HEAD = 4;
/** Where what came last is. Large memory must not live on here. */
const received: codec.Encoded = { bytes: incoming, length: 0 };

function inMemory(bytes: Buffer, home: Buffer, length: number): codec.Encoded {
  if (bytes !== home) return { bytes, length };
  received.bytes = bytes;
  received.length = length;
  return received;
}

/** One attempt: no waiting, not even for who holds the lock. */
const ATTEMPT = -1;

const finalizer = new FinalizationRegistry<number>((handle) => native.ringClose(handle));
let scratchGiven = false;

function openRing(handle: number): number {
  if (!scratchGiven) {
    native.ringScratch(outgoing, incoming);
    scratchGiven = true;
  }
  return handle;
}

export class Ring {
  private readonly handle: number;
  private open = true;

  /** `maxsize` 0: as many messages as memory holds. Throws OSError when there is no descriptor or memory left. */
  static create(maxsize = 0): Ring {
    return new Ring(native.ringCreate(maxsize));
  }

  /** The ring behind a descriptor that came from another process, of that family; the descriptor is taken over. */
  static attach(fd: number, family = 0): Ring {
    return new Ring(native.ringAttach(fd), family);
  }

  /** `family`: whose processes its words name. */
  private constructor(
    handle: number,
    readonly family = 0,
  ) {
    this.handle = openRing(handle);
    finalizer.register(this, handle, this);
  }

  get closed(): boolean {
    return !this.open;
  }

  /** Idempotent. What is in the ring stays for the other processes. */
  close(): void {
    if (!this.open) return;
    this.open = false;
    finalizer.unregister(this);
    native.ringClose(this.handle);
  }

  /** The number the addon knows the ring by; throws ERR_CLOSED. */
  get id(): number {
    if (!this.open) throw new StateError('the queue is closed', 'ERR_CLOSED');
    return this.handle;
  }

  /** Null: it is in. Otherwise the message, for resend(). Throws DataCloneError for what cannot be cloned. */
  send(value: unknown): Parcel | null {
    const { id } = this;
    if (typeof value === 'number') {
      const length = encodeNumber(value);
      if (length !== 0 && ringPut(id, length) === PUT_DONE) return null;
    }
    if (isView(value) && isLargeBuffer(value)) {
      const { length } = value;
      const status = ringPutFrom(id, value, length, 1, ATTEMPT);
      return status === PUT_DONE ? null : { bytes: Buffer.from(value), length, raw: 1, status };
    }
    const { bytes, length } = encodeInto(value);
    const own = bytes !== outgoing;
    const status = own ? ringPutFrom(id, bytes, length, 0, ATTEMPT) : ringPut(id, length);
    if (status === PUT_DONE) return null;
    return { bytes: own ? bytes : Buffer.from(bytes.subarray(0, length)), length, raw: 0, status };
  }

  /** An encoded value, whatever memory it is in; `bytes` may be the codec's own. False: no room, or no luck. */
  sendEncoded(bytes: Buffer, length: number): boolean {
    const status =
      bytes === outgoing ? ringPut(this.id, length) : ringPutFrom(this.id, bytes, length, 0, ATTEMPT);
    return status === PUT_DONE;
  }

  /** Letters (see inbox.ts) that lie one behind the other: how many of them are in. */
  sendLetters(bytes: Buffer, from: number, to: number): number {
    return ringPutMany(this.id, bytes, from, to);
  }

  /** Another attempt with a parcel: whether it is in; its status says why not. */
  resend(parcel: Parcel): boolean {
    parcel.status = ringPutFrom(this.id, parcel.bytes, parcel.length, parcel.raw, ATTEMPT);
    return parcel.status === PUT_DONE;
  }

  /** Blocks the thread for at most `ms`: PUT_DONE, PUT_FULL or RING_PEER_DIED. */
  sendSync(value: unknown, ms: number): number {
    const { id } = this;
    if (typeof value === 'number') {
      const length = encodeNumber(value);
      if (length !== 0 && ringPut(id, length) === PUT_DONE) return PUT_DONE;
    }
    if (isView(value) && isLargeBuffer(value)) return ringPutFrom(id, value, value.length, 1, ms);
    const { bytes, length } = encodeInto(value);
    if (bytes !== outgoing) return ringPutFrom(id, bytes, length, 0, ms);
    const status = ringPut(id, length);
    if (status === PUT_DONE) return status;
    return this.sendWaiting(length, ms);
  }

  /** What is in the codec's memory. A signal handler may run in the wait and use that: the message needs its own. */
  private sendWaiting(length: number, ms: number): number {
    return ringPutFrom(this.id, Buffer.from(outgoing.subarray(0, length)), length, 0, ms);
  }

  /** A value, or NOTHING or BUSY. */
  receive(): unknown {
    return this.unpack(ringTake(this.id), ATTEMPT);
  }

  /** Blocks the thread for at most `ms`: a value, NOTHING, or DEAD once nothing more can come. */
  receiveSync(ms: number): unknown {
    const taken = ringTake(this.id);
    return this.unpack(taken < 0 && taken > TAKE_LARGE ? ringTakeWait(this.id, ms) : taken, ms);
  }

  /** Takes the encoded value at the front as it is, not waiting for one; for a lock a moment. Null: there is none. */
  takeEncoded(): Buffer | null {
    const taken = this.unwrap(ringTakeInto(this.id, incoming, 0), 0);
    if (taken === null) return null;
    const bytes = taken.bytes.subarray(0, taken.length);
    return taken.bytes === incoming ? Buffer.from(bytes) : bytes;
  }

  /** One attempt to take an encoded value; it may lie in the codec's own memory, and only until the next call into it. */
  receiveEncoded(): codec.Encoded | null {
    return this.unwrap(ringTake(this.id), ATTEMPT);
  }

  private unwrap(taken: number, ms: number): codec.Encoded | null {
    let memory = incoming;
    while (taken <= TAKE_LARGE) {
      memory = Buffer.allocUnsafeSlow(Math.floor((TAKE_LARGE - taken) / 2));
      taken = ringTakeInto(this.id, memory, ms);
    }
    return taken < 0 ? null : inMemory(memory, incoming, Math.floor(taken / 2));
  }

  /** Takes as many letters as there are and as fit: the memory they are in, with the length of all. Null: there are none. */
  takeLetters(home: Buffer): codec.Encoded | null {
    let memory = home;
    let taken = ringTakeMany(this.id, memory);
    while (taken <= TAKE_LARGE) {
      memory = Buffer.allocUnsafeSlow(LETTER_HEAD + Math.floor((TAKE_LARGE - taken) / 2));
      taken = ringTakeMany(this.id, memory);
    }
    return taken < 0 ? null : inMemory(memory, home, Math.floor(taken / 2));
  }

  private unpack(taken: number, ms: number): unknown {
    if (taken >= 0) {
      const length = taken >>> 1;
      return taken & 1 ? Buffer.from(incoming.subarray(0, length)) : decodeIncoming(length);
    }
    return taken > TAKE_LARGE ? absent(taken) : this.unpackLarge(taken, ms);
  }

  /** Into memory of its own; until that is there somebody else may have taken the message, and another be next. */
  private unpackLarge(taken: number, ms: number): unknown {
    for (;;) {
      const expected = Math.floor((TAKE_LARGE - taken) / 2);
      const buffer = Buffer.allocUnsafeSlow(expected);
      taken = ringTakeInto(this.id, buffer, ms);
      if (taken >= 0) {
        const length = Math.floor(taken / 2);
        const own = length === expected ? buffer : Buffer.from(buffer.subarray(0, length));
        return taken % 2 === 1 ? own : decode(own);
      }
      if (taken > TAKE_LARGE) return absent(taken);
    }
  }

  /** Messages in it now. */
  get size(): number {
    return native.ringSize(this.id);
  }

  get maxsize(): number {
    return native.ringLimit(this.id);
  }

  /** Of the ring itself: not to be closed, to be sent. */
  get fd(): number {
    return native.ringFd(this.id);
  }

  /** From now on this process is the one that puts, or takes: the other learns of its death. */
  claim(side: 'put' | 'take'): void {
    native.ringClaim(this.id, side === 'put' ? 1 : 0);
  }

  /** Whether the process that claimed this side is dead. */
  isDead(side: 'put' | 'take'): boolean {
    return native.ringPeerDied(this.id, side === 'put' ? 1 : 0);
  }
}

function absent(taken: number): Absent {
  if (taken === TAKE_EMPTY) return NOTHING;
  return taken === RING_PEER_DIED ? DEAD : BUSY;
}
