/** Shared memory in messages: its descriptor goes along, and that of the table of the processes its words name. */
import { badMessage, type IncomingAttachments, type OutgoingAttachments, requireAttachments } from '../codec';
import { OSError } from '../errors';
import { native } from '../native';
import { blockOfSlice, findArena, openArena, sliceOf } from './arena';
import { type Arena, arenas, type Block, FIRST, LEASE_BYTES, sizeClass } from './block';
import { lend } from './lease';
import { enroll, me } from './me';

/** What stands in the message. */
interface Crossing {
  /** Numbers of the descriptors. */
  memory: number;
  family: number;
  /** The block; offset 0: all of the memory, which is nobody's to give back. */
  offset: number;
  size: number;
  /** Where in the block. */
  at: number;
}

/**
 * `bytes` bytes of shared memory at `at` of a buffer of it. Throws DataCloneError without `attachments`, EBADF when the memory
 * has no descriptor any more.
 */
export function sendMemory(
  buffer: ArrayBufferLike,
  at: number,
  bytes: number,
  attachments: OutgoingAttachments | undefined,
  what: string,
): Crossing {
  const carrier = requireAttachments(attachments, what);
  const slice = blockOfSlice(buffer);
  const arena = slice?.arena ?? arenas.get(buffer);
  if (arena === undefined) throw new TypeError(`${what} is not in shared memory`);
  if (arena.inode === 0 || native.inodeOf(arena.fd) !== arena.inode) {
    throw new OSError('the descriptor of shared memory is closed', { code: 'EBADF', errno: 9 });
  }
  const descriptors = {
    memory: carrier.attachShared(arena.fd),
    family: carrier.attachShared(native.familyFd(arena.family)),
  };
  if (slice !== undefined) return { ...descriptors, ...lent(slice), at };
  if (!arena.parcelled) return { ...descriptors, offset: 0, size: buffer.byteLength, at };
  return { ...descriptors, ...lent(blockAt(arena, at, sizeClass(bytes), false)), at: 0 };
}

/** Whether the buffer lies in memory that this process shares with its relatives. */
export function isShared(buffer: ArrayBufferLike): boolean {
  return arenas.has(buffer) || blockOfSlice(buffer) !== undefined;
}

function lent(block: Block): { offset: number; size: number } {
  lend(block);
  return { offset: block.offset, size: block.size };
}

function blockAt(arena: Arena, offset: number, size: number, borrowed: boolean): Block {
  const { generation } = me;
  return { arena, offset, index: offset >> 2, size, born: native.forkCount(), generation, borrowed };
}

/** A block that holds `bytes` bytes for one object. Throws ERR_BAD_MESSAGE. */
export function receiveBlock(
  data: unknown,
  attachments: IncomingAttachments | undefined,
  bytes: number,
): Block {
  const { block, at } = receive(data, attachments, bytes);
  if (block === undefined || at !== 0) throw badMessage('an object in the middle of nowhere');
  return block;
}

/** A buffer of exactly `bytes` bytes, aligned to `align`. Throws ERR_BAD_MESSAGE. */
export function receiveBuffer(
  data: unknown,
  attachments: IncomingAttachments | undefined,
  bytes: number,
  align: number,
): { buffer: ArrayBuffer; offset: number } {
  const { arena, block, at } = receive(data, attachments, bytes);
  if (at % align !== 0) throw badMessage('memory that is not aligned');
  if (block === undefined) return { buffer: arena.buffer, offset: at };
  return { buffer: sliceOf(block, at, bytes), offset: 0 };
}

function receive(
  data: unknown,
  attachments: IncomingAttachments | undefined,
  bytes: number,
): { arena: Arena; block: Block | undefined; at: number } {
  const { memory, family, offset, size, at } = (data ?? {}) as Crossing;
  if (attachments === undefined || ![memory, family, offset, size, at].every(isCount)) {
    throw badMessage('shared memory without its descriptor');
  }
  enroll();
  const home = attachments.shared(family, (fd) => native.meetFamily(fd));
  const arena = attachments.shared(memory, (fd) => attach(fd, home, offset !== 0));
  const whole = offset === 0;
  const limit = arena.buffer.byteLength;
  const isBlock = offset >= FIRST && offset % 16 === 0 && size % 16 === 0 && offset + size <= limit;
  if (!(whole || isBlock) || at + bytes > (whole ? limit : size - LEASE_BYTES)) {
    throw badMessage('shared memory that is not there');
  }
  return { arena, block: whole ? undefined : blockAt(arena, offset, size, true), at };
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

function attach(fd: number, family: number, parcelled: boolean): Arena {
  const known = findArena(native.inodeOf(fd));
  if (known === undefined) return openArena(native.attachMemory(fd), family, parcelled);
  native.close(fd);
  return known;
}

/** A descriptor whose memory holds words of a family, and the family's table. */
export interface FamilyMember {
  at: number;
  family: number;
}

export function sendMember(
  fd: number,
  family: number,
  attachments: OutgoingAttachments | undefined,
  what: string,
): FamilyMember {
  const carrier = requireAttachments(attachments, what);
  return { at: carrier.attach(fd), family: carrier.attachShared(native.familyFd(family)) };
}

/** The descriptor, the caller's from now on, and the number of its family here. Throws ERR_BAD_MESSAGE. */
export function receiveMember(
  data: unknown,
  attachments: IncomingAttachments | undefined,
): { fd: number; family: number } {
  const { at, family } = (data ?? {}) as FamilyMember;
  if (attachments === undefined || !isCount(at) || !isCount(family)) {
    throw badMessage('a queue came without its descriptor');
  }
  const home = attachments.shared(family, (fd) => native.meetFamily(fd));
  return { fd: attachments.take(at), family: home };
}
