/** Both directions of one descriptor under one watcher, made when first needed. Keeps the process alive while asked. */
import { native, type FdWatcher } from '../native';

export type OnReady = (events: number) => void;

export class Readiness {
  #watcher: FdWatcher | null = null;
  /** Asked for. */
  #events = 0;
  /** On the loop: at least that. */
  #watched = 0;

  constructor(
    private readonly fd: number,
    private readonly onReady: OnReady,
    private readonly staysNonblocking = false,
  ) {}

  /**
   * Asks for an event, or no longer. The watcher of somebody who asks again and again is not taken off the loop each time: it
   * only no longer keeps the process alive, until it finds something that nobody asked for.
   */
  want(event: number, wanted: boolean): void {
    const events = wanted ? this.#events | event : this.#events & ~event;
    if (events === this.#events) return;
    const before = this.#events;
    this.#events = events;
    if (events === 0) {
      this.#watcher?.unref();
      return;
    }
    this.#watcher ??= this.#watch();
    if (before === 0) this.#watcher.ref();
    if ((events & ~this.#watched) !== 0) this.#watcher.start((this.#watched = events));
  }

  close(): void {
    this.#watcher?.close();
    this.#watcher = null;
    this.#events = this.#watched = 0;
  }

  #watch(): FdWatcher {
    const watcher = new native.FdWatcher(this.fd, (status, events) => this.#notice(status, events));
    // Reading and writing here never needs the flag, and others may use the same end.
    if (!this.staysNonblocking) native.setBlocking(this.fd, 1);
    return watcher;
  }

  #notice(status: number, events: number): void {
    if (status !== 0) {
      // An error at the descriptor: the watcher has stopped. Whoever reads or writes now is told what it is.
      const wanted = this.#events;
      this.#events = this.#watched = 0;
      this.onReady(wanted);
      return;
    }
    const asked = events & this.#events;
    if (asked !== 0) this.onReady(asked);
    // Still not asked for: level-triggered, it would be found again and again.
    if ((events & ~this.#events) !== 0 && this.#watcher !== null) this.#rest();
  }

  #rest(): void {
    this.#watched = this.#events;
    if (this.#events === 0) this.#watcher?.stop();
    else this.#watcher?.start(this.#events);
  }
}
