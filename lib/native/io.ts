/** native/binding/io.cc: calls that may block; signal handlers run inside them. An offset of -1 means the file's own position. */
export interface IoBinding {
  read(fd: number, into: Uint8Array): number;
  write(fd: number, bytes: Uint8Array): number;
  pread(fd: number, into: Uint8Array, offset: number): number;
  pwrite(fd: number, bytes: Uint8Array, offset: number): number;
  readv(fd: number, into: readonly Uint8Array[], offset: number): number;
  writev(fd: number, bytes: readonly Uint8Array[], offset: number): number;
  /** Close-on-exec, whatever the flags. */
  open(path: string, flags: number, mode: number): number;
  sendfile(out: number, from: number, offset: number, count: number): number;
  splice(
    from: number,
    to: number,
    count: number,
    fromOffset: number,
    toOffset: number,
    flags: number,
  ): number;
  copyFileRange(from: number, to: number, count: number, fromOffset: number, toOffset: number): number;
  eventfdRead(fd: number): bigint;
  eventfdWrite(fd: number, value: bigint): number;
}
