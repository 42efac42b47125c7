/** native/binding/memory.cc */

export interface SharedRegion {
  buffer: ArrayBuffer;
  /** Belongs to the buffer; -1 when the process had none left. */
  fd: number;
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
  /** Takes over the descriptor. */
  attachMemory(fd: number, bytes: number): SharedRegion;
  /** A buffer of its own over a part of one that lives for ever. */
  sliceMemory(buffer: ArrayBuffer, offset: number, length: number): ArrayBuffer;
  /** The table of processes, for a program started with exec, and a place in it. */
  familyFd(): number;
  reserveHeir(): number;
  /** Whose that place is, once it has been started; 0: it could not be. */
  nameHeir(reserved: number, pid: number): void;
  joinFamily(fd: number, reserved: number): void;
}
