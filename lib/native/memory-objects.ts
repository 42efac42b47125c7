/** native/binding/memory_objects.cc */

/** Keeps the memory of a mapping. */
export type MappingHandle = object & { readonly __mapping: never };

export interface MemoryObjectsBinding {
  mmap(
    fd: number,
    length: number,
    prot: number,
    flags: number,
    offset: number,
  ): [buffer: ArrayBuffer, handle: MappingHandle];
  /** Detaches the buffer, then unmaps. Idempotent. */
  munmap(handle: MappingHandle, buffer: ArrayBuffer): void;
  msync(handle: MappingHandle, buffer: ArrayBuffer): void;
  shmOpen(name: string, flags: number, mode: number): number;
  shmUnlink(name: string): void;
  memfdCreate(name: string, flags: number): number;
}
