/** Both directions of one descriptor under one watcher, made when first needed. Keeps the process alive while asked. */
import { systemError } from '../errors';
import { native, type FdWatcher } from '../native';

export type OnReady = (events: number, error: Error | null) => void;

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
    const watcher = new native.FdWatcher(this.fd, (status, events) =>
      this.onReady(
        status < 0 ? this.#events : events,
        status < 0 ? systemError(-status, 'epoll_wait') : null,
      ),
    );
    // Reading and writing here never needs the flag, and others may use the same end.
    if (!this.staysNonblocking) native.setBlocking(this.fd, 1);
    return watcher;
  }
}
