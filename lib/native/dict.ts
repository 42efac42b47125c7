/** native/binding/dict.cc: dictionaries by handle, keys as strings, values as bytes. EBADF (ERR_CLOSED) after dictClose. */
export interface DictBinding {
  dictCreate(): number;
  /** Takes over the descriptor. */
  dictAttach(fd: number): number;
  dictClose(handle: number): void;
  /** The length of the value, now in `scratch`; a Buffer when it does not fit there; -1 when there is none. */
  dictGet(handle: number, key: string, scratch: Buffer): number | Buffer;
  /** dictGet() and dictDelete(). */
  dictTake(handle: number, key: string, scratch: Buffer): number | Buffer;
  /** Of the value read last; 0 when there was none. */
  dictVersion(): number;
  dictHas(handle: number, key: string): boolean;
  dictDelete(handle: number, key: string): boolean;
  /** False when the value has not that version now (0: is there); below 0: any. */
  dictSet(handle: number, key: string, bytes: Buffer, length: number, version: number): boolean;
  dictSize(handle: number): number;
  /** In the order in which they came. */
  dictKeys(handle: number): string[];
  dictClear(handle: number): void;
  /** The dictionary's own descriptor. */
  dictFd(handle: number): number;
}
