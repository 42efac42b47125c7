/** native/binding/ring.cc. A ring is a small number; one that is closed throws ERR_CLOSED. */

/** Outcomes of putting. */
export const PUT_DONE = 0;
export const PUT_FULL = -1;
/** Outcomes of taking; from 0 up: twice the length of the message, plus one when it is raw. */
export const TAKE_EMPTY = -1;
/** Of both: somebody else is at it just now; the process at the other end is dead. */
export const RING_BUSY = -2;
export const RING_PEER_DIED = -3;
/** From here down: too large for the memory given, twice the length (and kind) below this. It stays where it is. */
export const TAKE_LARGE = -16;

/** What ringWait() waits for. */
export const WAIT_ITEMS = 0;
export const WAIT_ROOM = 1;
export const WAIT_SETTLED = 2;
export const WAIT_PUT_LOCK = 3;
export const WAIT_TAKE_LOCK = 4;

export interface RingBinding {
  ringCreate(maxsize: number): number;
  /** The descriptor is the ring's from now on; it is closed when it is not one of a ring. */
  ringAttach(fd: number): number;
  ringClose(ring: number): void;
  /** Memory for messages that ringPut() sends, and that ringTake() and ringTakeWait() receive into. */
  ringScratch(outgoing: Buffer, incoming: Buffer): void;
  ringPut(ring: number, length: number): number;
  /** `ms` 0 waits for a lock, but not for room; below 0 for nothing. ringTakeInto() likewise. */
  ringPutFrom(ring: number, buffer: Uint8Array, length: number, raw: 0 | 1, ms: number): number;
  /** Letters: messages with four bytes of their length before each. How many of those between `from` and `to` are in. */
  ringPutMany(ring: number, buffer: Buffer, from: number, to: number): number;
  ringTake(ring: number): number;
  /** As many letters as there are and as fit: twice the length of all, or as ringTake(). */
  ringTakeMany(ring: number, buffer: Buffer): number;
  ringTakeWait(ring: number, ms: number): number;
  ringTakeInto(ring: number, buffer: Buffer, ms: number): number;
  /** An id for cancelWait(), or 0 when there is nothing to wait for. The callback may come for no reason. */
  ringWait(ring: number, what: number, ms: number, callback: () => void): number;
  ringSize(ring: number): number;
  ringLimit(ring: number): number;
  ringFd(ring: number): number;
  ringUnfinished(ring: number): number;
  ringDone(ring: number): boolean;
  ringJoin(ring: number, ms: number): boolean;
  ringClaim(ring: number, puts: 0 | 1): void;
  ringPeerDied(ring: number, puts: 0 | 1): boolean;
}
