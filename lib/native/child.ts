/** native/binding/child.cc */
export interface ChildBinding {
  /** Reaps: the exit code or minus the signal, null while the child runs, NaN when nobody knows. */
  reapChild(pidfd: number): number | null;
  /** Blocks until `fd` is ready for `events` (POLLIN 1, POLLOUT 4) or the time is up. */
  pollFd(fd: number, events: number, ms: number): boolean;
  /** Writes what libuv still has queued for stdout and stderr. Bits 1 and 2: where Node may have a stream. */
  deliverOutput(): number;
  /** Writes all of it, waiting where it must. False when nobody reads. */
  writeFully(fd: number, data: Uint8Array): boolean;
}
