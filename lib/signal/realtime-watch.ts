/** Wakes the event loop for real-time signals that wait in the kernel's queue for their handlers. */
import { native, READABLE, type FdWatcher } from '../native';
import { addForkHooks } from '../util/fork-hooks';

export class RealtimeWatch {
  private watcher: FdWatcher | undefined;
  private fd = -1;

  constructor() {
    // The parent's watchers are stopped in the child of a Process.
    addForkHooks({ needed: () => this.watcher !== undefined, afterInChild: () => this.restart() });
  }

  /** `fd` is always the same, or -1. Never closed. */
  watch(fd: number): void {
    if (fd < 0 || this.watcher !== undefined) return;
    this.fd = fd;
    this.start();
  }

  private start(): void {
    // The loop's own callback runs the handlers, each as a callback of its own.
    this.watcher = new native.FdWatcher(this.fd, () => native.wakeForSignals());
    this.watcher.start(READABLE);
    // Unref'ed: a handler alone keeps no process alive.
    this.watcher.unref();
  }

  private restart(): void {
    if (this.watcher === undefined) return;
    this.watcher.close();
    this.start();
  }
}
