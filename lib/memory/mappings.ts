/**
 * Where a piece of shared memory can be found by a program that did not inherit it: the descriptor of its mapping and the
 * place in it. Such a program is a process that is being started anew and gets memory in its arguments.
 */
import { fstatSync } from 'node:fs';
import {
  badMessage,
  dataCloneError,
  requireHeir,
  type IncomingAttachments,
  type OutgoingAttachments,
} from '../codec';
import { native, type SharedRegion } from '../native';
import { checkInteger } from '../util/validate';

interface Mapping extends SharedRegion {
  inode: number;
}
interface Place {
  mapping: Mapping;
  offset: number;
}

const places = new WeakMap<ArrayBufferLike, Place>();

/** A new mapping; gives its buffer. */
export function noteMapping(region: SharedRegion): ArrayBuffer {
  const mapping = { ...region, inode: region.fd < 0 ? 0 : fstatSync(region.fd).ino };
  places.set(region.buffer, { mapping, offset: 0 });
  return region.buffer;
}

/** `buffer` begins at `offset` of the mapping's buffer `whole`. */
export function notePart(buffer: ArrayBuffer, whole: ArrayBuffer, offset: number): void {
  const place = places.get(whole);
  if (place !== undefined) places.set(buffer, { mapping: place.mapping, offset: place.offset + offset });
}

/** Whether the buffer lies in memory that this process shares with its relatives. */
export function isShared(buffer: ArrayBufferLike): boolean {
  return places.has(buffer);
}

interface Crossing {
  at: number;
  bytes: number;
  offset: number;
}

const sent = new WeakMap<OutgoingAttachments, Map<Mapping, number>>();
const arrived = new WeakMap<IncomingAttachments, Map<number, ArrayBuffer>>();

/** For the message that starts a process: byte `offset` of `buffer`. Throws DataCloneError for any other message. */
export function encodePlace(
  buffer: ArrayBufferLike,
  offset: number,
  attachments: OutgoingAttachments | undefined,
  what: string,
): Crossing {
  const outgoing = requireHeir(attachments, what);
  const place = places.get(buffer);
  if (place === undefined) throw dataCloneError(`${what} is not in memory that can be shared`);
  const { mapping } = place;
  let known = sent.get(outgoing);
  if (known === undefined) sent.set(outgoing, (known = new Map()));
  let at = known.get(mapping);
  if (at === undefined) {
    checkDescriptor(mapping, what);
    known.set(mapping, (at = outgoing.attach(mapping.fd)));
  }
  return { at, bytes: mapping.buffer.byteLength, offset: place.offset + offset };
}

/** The program may have closed our descriptor, and another file may have its number now. */
function checkDescriptor({ fd, inode }: Mapping, what: string): void {
  try {
    if (fd >= 0 && fstatSync(fd).ino === inode) return;
  } catch {
    // closed
  }
  throw dataCloneError(`${what} lies in memory whose descriptor is closed`);
}

/** The memory that such a message names, and the place in it. */
export function decodePlace(
  data: unknown,
  attachments: IncomingAttachments | undefined,
): { buffer: ArrayBuffer; offset: number } {
  const given = (data ?? {}) as Partial<Crossing>;
  if (attachments?.heir === undefined) throw badMessage('shared memory without its descriptor');
  const at = checkInteger(given.at, 'at', 0);
  const bytes = checkInteger(given.bytes, 'bytes', 1, Number.MAX_SAFE_INTEGER);
  const offset = checkInteger(given.offset, 'offset', 0, bytes);
  let known = arrived.get(attachments);
  if (known === undefined) arrived.set(attachments, (known = new Map()));
  let buffer = known.get(at);
  if (buffer === undefined) {
    buffer = noteMapping(native.attachMemory(attachments.take(at), bytes));
    known.set(at, buffer);
  }
  return { buffer, offset };
}
