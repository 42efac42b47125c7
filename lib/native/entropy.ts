/** native/binding/entropy.cc */
export interface EntropyBinding {
  /** Where these bytes stand in the heap, above an address; 0n when nowhere. */
  findBytes(bytes: Uint8Array, above: bigint): bigint;
  /** Do these bytes stand at an address that findBytes has told? */
  holdsBytes(address: bigint, bytes: Uint8Array): boolean;
  /**
   * From now on refillEntropy() fills the allocated block of `size` bytes that has `address` at a multiple of `step`. False
   * when it is not to be found.
   */
  noteEntropy(address: bigint, step: number, size: number): boolean;
  refillEntropy(): void;
  /** Random bytes from the kernel, without a store. */
  fillRandom(buffer: Uint32Array): void;
}
