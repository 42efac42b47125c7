/** native/binding/memory.cc */

export interface SharedRegion {
  buffer: ArrayBuffer;
  /** Belongs to the buffer; -1 when the process had none left. */
  fd: number;
  /** Names the memory among all that is open; 0 without a descriptor. */
  inode: number;
}

export interface MemoryBinding {
  /** This process in a word of shared memory: 30 bits, never 0. Throws EAGAIN. */
  identity(): number;
  isAlive(word: number): boolean;
  /** 0 when unknown. */
  pidOf(word: number): number;
  forkCount(): number;
  /** Whether a process lives that descends from a fork of this one numbered in [from, to). */
  hasHeirs(from: number, to: number): boolean;
  createMemory(bytes: number): SharedRegion;
  /** Takes over the descriptor. Throws ERR_BAD_MESSAGE for one that is not of shared memory. */
  attachMemory(fd: number): SharedRegion;
  /** A descriptor of memory whose size nobody can change; close-on-exec. */
  createSealed(name: string, bytes: number): number;
  /** The size of such memory; throws ERR_BAD_MESSAGE for anything else. */
  sealedSize(fd: number): number;
  /** What names an open file; 0 when the descriptor is closed. */
  inodeOf(fd: number): number;
  /** A buffer of its own over a part of one that lives for ever. */
  sliceMemory(buffer: ArrayBuffer, offset: number, length: number): ArrayBuffer;
  /** The table of processes that goes with memory of a family; 0 is the own one. Throws EBADF. */
  familyFd(family: number): number;
  /** Enters the table that came with memory, and takes over its descriptor: the family's number here. */
  meetFamily(fd: number): number;
}
