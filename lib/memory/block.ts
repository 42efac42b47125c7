/** A piece of shared memory, and the memory it is cut from. */

/** One file of shared memory, mapped. */
export interface Arena {
  readonly buffer: ArrayBuffer;
  readonly words: Int32Array;
  /** -1 where none was left when it was made; `inode` tells whether it still is this file. */
  readonly fd: number;
  readonly inode: number;
  /** Whose processes the words in it name: 0 for those of this process and its relatives. */
  readonly family: number;
  /** Cut into blocks; otherwise all of it is one object. */
  readonly parcelled: boolean;
}

/**
 * `size` bytes at `offset` of the arena, aligned to its class up to 64 bytes. The last word counts the references
 * to it in processes that are no relatives (lease.ts).
 */
export interface Block {
  readonly arena: Arena;
  readonly offset: number;
  /** In 32-bit words. */
  readonly index: number;
  readonly size: number;
  /** Forks this process had made when it got the block. */
  readonly born: number;
  readonly generation: number;
  /** From another program: given back to it, never allocated here. */
  readonly borrowed: boolean;
}

/** Nothing lives at index 0: it can say "none". */
export const FIRST = 64;
export const LEASE_BYTES = 4;
const SMALLEST = 16;

/** The size of a block for so many bytes: multiples of 16 up to 256, then quarters of powers of two. */
export function sizeClass(bytes: number): number {
  const size = bytes + LEASE_BYTES;
  if (size <= 256) return Math.max(SMALLEST, (size + 15) & ~15);
  const step = 1 << (29 - Math.clz32(size - 1));
  return (size + step - 1) & ~(step - 1);
}

/** Arenas by their buffers. */
export const arenas = new WeakMap<ArrayBufferLike, Arena>();
