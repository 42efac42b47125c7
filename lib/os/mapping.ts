/** mmap(2): files and shared memory as an ArrayBuffer. */
import { constants } from 'node:buffer';
import { inspect } from 'node:util';
import { outOfRange, StateError } from '../errors';
import { native, type MappingHandle } from '../native';
import { checkInteger, checkObject } from '../util/validate';
import {
  MAP_ANONYMOUS,
  MAP_FIXED,
  MAP_FIXED_NOREPLACE,
  MAP_GROWSDOWN,
  MAP_PRIVATE,
  MAP_SHARED,
  PROT_READ,
  PROT_WRITE,
} from './constants';

/**
 * A region of memory. It is given back by `close()` or, later, by the garbage collector when neither the mapping nor its
 * buffer is in use any more. After a fork each process has a mapping of its own to close.
 */
export class Mapping {
  /** The memory itself, without a copy: views and `Atomics` on it act on what is shared. Detached by `close()`. */
  readonly buffer: ArrayBuffer;
  readonly #handle: MappingHandle;
  #closed = false;

  /** @internal Made by {@link mmap}. */
  constructor(buffer: ArrayBuffer, handle: MappingHandle) {
    this.buffer = buffer;
    this.#handle = handle;
  }

  /** Bytes; 0 once closed. */
  get length(): number {
    return this.buffer.byteLength;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Writes changes of a mapped file to the disk and waits for that. msync(2). @throws StateError (ERR_INVALID_STATE) closed */
  flush(): void {
    if (this.#closed) throw new StateError('the mapping is closed');
    native.msync(this.#handle, this.buffer);
  }

  /**
   * Gives the memory back. Views of the buffer have length 0 from then on: a late use reads `undefined` or throws a
   * TypeError. Idempotent.
   */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    native.munmap(this.#handle, this.buffer);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  [inspect.custom](): string {
    return this.#closed ? 'Mapping { closed }' : `Mapping { length: ${this.length} }`;
  }
}

/** How `mmap` maps: by default readable, writable and shared. mmap(2). */
export interface MmapOptions {
  /** PROT_READ, alone or with PROT_WRITE, PROT_EXEC. Both read and write unless given. */
  prot?: number;
  /** MAP_SHARED unless given; MAP_PRIVATE, MAP_POPULATE … `fd` -1 adds MAP_ANONYMOUS. */
  flags?: number;
  /** Bytes from the start of the file, a multiple of the page size. */
  offset?: number;
}

/**
 * Maps `length` bytes of `fd`, or with `fd` -1 memory without a file. Python: `mmap.mmap`. The
 * descriptor may be closed afterwards.
 *
 * A mapping without PROT_WRITE is made private and writable: JavaScript has no read-only buffer, and a stray write would
 * otherwise kill the process. Such a write changes a copy of the page, never the file.
 * @throws OSError (EOVERFLOW) the range ends beyond the end of the file; EBADF, EACCES, ENODEV, EINVAL, ENOMEM
 * @throws RangeError (ERR_OUT_OF_RANGE) a length of zero, MAP_FIXED, a protection without PROT_READ
 * @example
 * const shared = os.mmap(-1, 4096);
 * Atomics.add(new Int32Array(shared.buffer), 0, 1); // seen by children forked later
 */
export function mmap(fd: number, length: number, options: MmapOptions = {}): Mapping {
  const size = checkInteger(length, 'length', 1, constants.MAX_LENGTH);
  checkObject(options, 'options');
  const offset = checkInteger(options.offset ?? 0, 'offset', 0, Number.MAX_SAFE_INTEGER);
  const file = checkInteger(fd, 'fd', -1);
  const wanted = checkFlags(options.flags ?? MAP_SHARED) | (file === -1 ? MAP_ANONYMOUS : 0);
  const { prot, flags } = withoutFaults(checkInteger(options.prot ?? PROT_READ | PROT_WRITE, 'prot'), wanted);
  const [buffer, handle] = native.mmap(file, size, prot, flags, offset);
  return new Mapping(buffer, handle);
}

function checkFlags(given: unknown): number {
  const flags = checkInteger(given, 'flags');
  if ((flags & (MAP_FIXED | MAP_FIXED_NOREPLACE | MAP_GROWSDOWN)) !== 0)
    throw outOfRange('flags', 'without MAP_FIXED and MAP_GROWSDOWN', flags);
  return flags;
}

function withoutFaults(prot: number, flags: number): { prot: number; flags: number } {
  if ((prot & PROT_READ) === 0) throw outOfRange('prot', 'with PROT_READ', prot);
  if ((prot & PROT_WRITE) !== 0) return { prot, flags };
  return { prot: prot | PROT_WRITE, flags: (flags & ~MAP_SHARED) | MAP_PRIVATE };
}
