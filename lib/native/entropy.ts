/** native/binding/entropy.cc */
export interface EntropyBinding {
  /** Where these bytes stand in the heap, above an address; 0n when nowhere. */
  findBytes(bytes: Uint8Array, above: bigint): bigint;
  /** Do these bytes stand at an address that findBytes has told? */
  holdsBytes(address: bigint, bytes: Uint8Array): boolean;
  /**
   * From now on each child fills the allocated block of `size` bytes anew that has `address` at a multiple of `step`. False
   * when it is not to be found.
   */
  noteEntropy(address: bigint, step: number, size: number): boolean;
  /** Six words outside the heap of JavaScript: from now on each child finds there its pid, a 1, and a seed of four words. */
  noteIdentity(words: Uint32Array): void;
}
