/** native/binding/fd_watcher.cc */

export const READABLE = 1;
export const WRITABLE = 2;

/** Readiness of a descriptor on the event loop. Does not own the descriptor. Starts ref'ed. */
export interface FdWatcher {
  /** `events`: READABLE | WRITABLE. The callback gets a negative errno or 0, and the events. */
  start(events: number): void;
  stop(): void;
  /** Idempotent; the callback does not run afterwards. */
  close(): void;
  ref(): void;
  unref(): void;
}

export interface FdWatcherBinding {
  FdWatcher: new (fd: number, callback: (status: number, events: number) => void) => FdWatcher;
}
