/** Both directions of one descriptor under one watcher, made when first needed. Keeps the process alive while asked. */
import { native, type FdWatcher } from '../native';

export type OnReady = (events: number) => void;

export class Readiness {
  #watcher: FdWatcher | null = null;
  #events = 0;

  constructor(
    private readonly fd: number,
    private readonly onReady: OnReady,
    private readonly staysNonblocking = false,
  ) {}

  /** Asks for an event, or no longer. */
  want(event: number, wanted: boolean): void {
    const events = wanted ? this.#events | event : this.#events & ~event;
    if (events === this.#events) return;
    this.#events = events;
    if (events === 0) this.#watcher?.stop();
    else (this.#watcher ??= this.#watch()).start(events);
  }

  close(): void {
    this.#watcher?.close();
    this.#watcher = null;
    this.#events = 0;
  }

  #watch(): FdWatcher {
    const watcher = new native.FdWatcher(this.fd, (status, events) => this.#notice(status, events));
    // Reading and writing here never needs the flag, and others may use the same end.
    if (!this.staysNonblocking) native.setBlocking(this.fd, 1);
    return watcher;
  }

  #notice(status: number, events: number): void {
    if (status === 0) {
      this.onReady(events);
      return;
    }
    // An error at the descriptor: the watcher has stopped. Whoever reads or writes now is told what it is.
    const wanted = this.#events;
    this.#events = 0;
    this.onReady(wanted);
  }
}
