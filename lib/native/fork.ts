/** native/binding/fork.cc */

/** Microseconds of the last fork, seen from the parent. */
export interface ForkTimes {
  barrier: number;
  stop: number;
  copy: number;
  release: number;
  attempts: number;
  threads: number;
}

export interface ForkBinding {
  /**
   * 0 in the child, the pid in the parent, -errno when fork(2) failed. `keep`: descriptors a clean child shares.
   * `sibling`: it becomes a child of this process's parent.
   */
  fork(clean: boolean, keep: Int32Array, sibling: boolean): number;
  /** The pidfd of the last fork's child, once: it is the caller's to close. */
  takePidfd(): number;
  /** Why no fork can be made here, or null. */
  forkSupport(): string | null;
  forkTimes(): ForkTimes;
  /** In a child: output for stdout or stderr that the parent still had in its queue is gone from this process. */
  takeOutputDropped(): boolean;
  /** In a child: a thread of a Worker of the parent's still runs here, and must not be waited for. */
  hasReturnedWorkers(): boolean;
  /** Threads that run JavaScript, besides this one; all are stopped for a moment. -1: one could not be. */
  countWorkers(): number;
  /** Of `all` Workers, the one with so many older ones goes on in children, when it is at rest at the fork. */
  keepWorker(older: number, all: number): void;
  /** In a child: a Worker that was to go on does. */
  hasCompanion(): boolean;
  dropMicrotasks(): void;
  /**
   * Ends all JavaScript on the stack and calls `callback` from the event loop. `nothing`: a function that does nothing.
   * `all`: also what Node would still run on the way there. Not from its loops over timers and immediates.
   */
  unwind(callback: () => void, nothing: () => void, all: boolean): void;
  /** From then on: what the parent had waiting that would run here, as bits: 1 timers, 2 ticks or failed promises. */
  workLeft(): number;
}
