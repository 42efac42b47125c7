/**
 * Blocks of shared memory without a system call or a descriptor each: arenas of four megabytes of address space, cut by
 * size classes. Only the process that made an arena allocates from it; a child makes arenas of its own. So the free
 * lists are ordinary objects of one process, no other process can be caught half-way in them, and the death of
 * any process leaves them whole.
 *
 * A block is given back when the object it belongs to is collected in the process that allocated it. Children forked in
 * between may still use it: it then waits until they and their descendants are gone; and until other programs have given
 * back what they were sent of it.
 */
import { native, type SharedRegion } from '../native';
import { addForkHooks } from '../util/fork-hooks';
import { type Arena, arenas, type Block, FIRST, LEASE_BYTES, sizeClass } from './block';
import { borrow, isLent, Lent } from './lease';
import { enroll, me } from './me';
import { Retired } from './retired';

const ARENA_BYTES = 4 << 20;
/** From here on a mapping of its own. */
const LARGEST = 128 << 10;

let current: Arena | undefined;
let top = 0;
let free = new Map<number, Block[]>();
let retired = new Retired<Block>();
let lent = new Lent();

addForkHooks({
  needed: () => me.identity !== 0,
  afterInChild: () => {
    current = undefined;
    free = new Map();
    retired = new Retired();
    lent = new Lent();
  },
});

const released = new FinalizationRegistry<Block>(giveBack);

/** A zeroed block of at least `bytes`, at most LARGEST; given back when `holder` is collected. */
export function allocate(bytes: number): Block {
  enroll();
  const size = sizeClass(bytes);
  retired.collect(put);
  lent.collect(put);
  const reused = free.get(size)?.pop();
  if (reused === undefined) return cut(size);
  const { arena, offset, index } = reused;
  arena.words.fill(0, index, index + size / 4);
  return own(arena, offset, size);
}

function own(arena: Arena, offset: number, size: number): Block {
  const { generation } = me;
  return { arena, offset, index: offset >> 2, size, born: native.forkCount(), generation, borrowed: false };
}

/** Ties a block to the object whose end is the block's end. */
export function keepFor(holder: object, block: Block): void {
  if (block.borrowed) borrow(holder, block);
  else released.register(holder, block);
}

/** The blocks of buffers that are parts of an arena. */
const slices = new WeakMap<ArrayBufferLike, Block>();
export function blockOfSlice(buffer: ArrayBufferLike): Block | undefined {
  return slices.get(buffer);
}

/** An ArrayBuffer of exactly `bytes` bytes over fresh shared memory, zeroed. */
export function allocateBuffer(bytes: number): ArrayBuffer {
  enroll();
  if (bytes + LEASE_BYTES > LARGEST) return openArena(native.createMemory(bytes), 0, false).buffer;
  const block = allocate(Math.max(bytes, 1));
  return sliceOf(block, 0, bytes);
}

/** A buffer of its own over a part of a block, which it keeps. */
export function sliceOf(block: Block, at: number, bytes: number): ArrayBuffer {
  const buffer = native.sliceMemory(block.arena.buffer, block.offset + at, bytes);
  keepFor(buffer, block);
  slices.set(buffer, block);
  return buffer;
}

/** Arenas by their inodes: memory that comes back, or comes twice, is mapped once. */
const opened = new Map<number, WeakRef<Arena>>();
const closed = new FinalizationRegistry<number>((inode) => {
  if (opened.get(inode)?.deref() === undefined) opened.delete(inode);
});

export function openArena({ buffer, fd, inode }: SharedRegion, family: number, parcelled: boolean): Arena {
  const words = new Int32Array(buffer, 0, Math.floor(buffer.byteLength / 4));
  const arena = { buffer, words, fd, inode, family, parcelled };
  arenas.set(buffer, arena);
  if (inode === 0) return arena;
  opened.set(inode, new WeakRef(arena));
  closed.register(arena, inode);
  return arena;
}

export function findArena(inode: number): Arena | undefined {
  return opened.get(inode)?.deref();
}

function cut(size: number): Block {
  const align = size >= 64 ? 64 : 16;
  let offset = (top + align - 1) & ~(align - 1);
  if (current === undefined || offset + size > ARENA_BYTES) {
    current = openArena(native.createMemory(ARENA_BYTES), 0, true);
    offset = FIRST;
  }
  top = offset + size;
  return own(current, offset, size);
}

function giveBack(block: Block): void {
  // The object was inherited: the memory is its creator's to give back.
  if (block.generation !== me.generation) return;
  const now = native.forkCount();
  if (now === block.born) put(block);
  else retired.add(block, block.born, now);
}

function put(block: Block): void {
  if (isLent(block)) return lent.add(block);
  const list = free.get(block.size);
  if (list === undefined) free.set(block.size, [block]);
  else list.push(block);
}
