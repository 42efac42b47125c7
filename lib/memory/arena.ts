/**
 * Blocks of shared memory without a system call or a descriptor each: arenas of four megabytes of address space, cut by
 * size classes. Only the process that made an arena allocates from it; a child makes arenas of its own. So the free
 * lists are ordinary objects of one process, no other process can be caught half-way in them, and the death of
 * any process leaves them whole.
 *
 * A block is given back when the object it belongs to is collected in the process that allocated it. Children forked in
 * between may still use it: it then waits until they and their descendants are gone.
 */
import { native } from '../native';
import { addForkHooks } from '../util/fork-hooks';
import { enroll, me } from './me';
import { noteMapping, notePart } from './mappings';
import { Retired } from './retired';

const ARENA_BYTES = 4 << 20;
/** From here on a mapping of its own. */
const LARGEST = 128 << 10;
const SMALLEST = 16;
/** Nothing lives at index 0: it can say "none". */
const FIRST = 64;

export interface Arena {
  readonly buffer: ArrayBuffer;
  readonly words: Int32Array;
}

/** `size` bytes at `offset` of the arena; `index` counts 32-bit words. Zeroed; aligned to its class up to 64 bytes. */
export interface Block {
  readonly arena: Arena;
  readonly offset: number;
  readonly index: number;
  readonly size: number;
  /** Forks this process had made when the block was allocated. */
  readonly born: number;
  readonly generation: number;
}

let current: Arena | undefined;
let top = 0;
let free = new Map<number, Block[]>();
let retired = new Retired<Block>();

addForkHooks({
  afterInChild: () => {
    current = undefined;
    free = new Map();
    retired = new Retired();
  },
});

const released = new FinalizationRegistry<Block>(giveBack);
/** Which block an object was made with. */
const blocks = new WeakMap<object, Block>();
let adopted: Block | undefined;
const FOREIGN = -1;

/**
 * Has `make`, which allocates one block, take `block` instead: memory of another process that came with the arguments of this
 * one. See {@link isFresh}.
 */
export function adopt<T>(buffer: ArrayBuffer, offset: number, make: () => T): T {
  adopted = {
    arena: { buffer, words: new Int32Array(buffer) },
    offset,
    index: offset >> 2,
    size: 0,
    born: 0,
    generation: FOREIGN,
  };
  try {
    return make();
  } finally {
    adopted = undefined;
  }
}

/** Whether a block is new, and not one that others use already. */
export function isFresh(block: Block): boolean {
  return block.generation !== FOREIGN;
}

/** The block that `holder` was made with. */
export function blockOf(holder: object): Block | undefined {
  return blocks.get(holder);
}

/** A zeroed block of at least `bytes`, at most LARGEST; given back when `holder` is collected. */
export function allocate(bytes: number): Block {
  enroll();
  if (adopted !== undefined) return takeAdopted();
  const size = sizeClass(bytes);
  retired.collect(put);
  const reused = free.get(size)?.pop();
  if (reused === undefined) return cut(size);
  const { arena, offset, index } = reused;
  arena.words.fill(0, index, index + size / 4);
  return { arena, offset, index, size, born: native.forkCount(), generation: me.generation };
}

/** Ties a block to the object whose end is the block's end. */
export function keepFor(holder: object, block: Block): void {
  blocks.set(holder, block);
  if (isFresh(block)) released.register(holder, block);
}

function takeAdopted(): Block {
  const block = adopted as Block;
  adopted = undefined;
  return block;
}

/** An ArrayBuffer of exactly `bytes` bytes over fresh shared memory, zeroed. */
export function allocateBuffer(bytes: number): ArrayBuffer {
  enroll();
  if (bytes > LARGEST) return noteMapping(native.createMemory(bytes));
  const block = allocate(Math.max(bytes, 1));
  const buffer = native.sliceMemory(block.arena.buffer, block.offset, bytes);
  notePart(buffer, block.arena.buffer, block.offset);
  keepFor(buffer, block);
  return buffer;
}

/** Classes grow by quarters of powers of two above 256 bytes, by 16 bytes below. */
function sizeClass(bytes: number): number {
  if (bytes <= 256) return Math.max(SMALLEST, (bytes + 15) & ~15);
  const step = 1 << (29 - Math.clz32(bytes - 1));
  return (bytes + step - 1) & ~(step - 1);
}

function cut(size: number): Block {
  const align = size >= 64 ? 64 : 16;
  let offset = (top + align - 1) & ~(align - 1);
  if (current === undefined || offset + size > ARENA_BYTES) {
    const buffer = noteMapping(native.createMemory(ARENA_BYTES));
    current = { buffer, words: new Int32Array(buffer) };
    offset = FIRST;
  }
  top = offset + size;
  const arena = current;
  return { arena, offset, index: offset >> 2, size, born: native.forkCount(), generation: me.generation };
}

function giveBack(block: Block): void {
  // The object was inherited: the memory is its creator's to give back.
  if (block.generation !== me.generation) return;
  const now = native.forkCount();
  if (now === block.born) put(block);
  else retired.add(block, block.born, now);
}

function put(block: Block): void {
  const list = free.get(block.size);
  if (list === undefined) free.set(block.size, [block]);
  else list.push(block);
}
