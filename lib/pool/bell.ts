/** Wakes a process that waits on its event loop: an eventfd, rung only when a word of shared memory says it sleeps. */
import { BlockingIOError } from '../errors';
import { allocate, keepFor } from '../memory';
import { native, READABLE, type FdWatcher } from '../native';
import { EFD_CLOEXEC, EFD_NONBLOCK } from '../os';

export class Bell {
  readonly fd: number;
  readonly words: Int32Array;
  readonly index: number;
  #watcher: FdWatcher | null = null;
  #closed = false;

  constructor() {
    const block = allocate(64);
    keepFor(this, block);
    this.words = block.arena.words;
    this.index = block.index;
    this.fd = native.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  }

  /** In the process that is to be woken: `onRing` on the event loop. */
  listen(onRing: () => void): FdWatcher {
    const watcher = new native.FdWatcher(this.fd, () => {
      this.silence();
      onRing();
    });
    watcher.start(READABLE);
    this.#watcher = watcher;
    return watcher;
  }

  /** After this the owner looks once more for news, and only then sleeps. */
  prepareToSleep(): void {
    Atomics.store(this.words, this.index, 1);
  }

  wakeUp(): void {
    Atomics.store(this.words, this.index, 0);
  }

  /** Called by others, after the news is there. */
  ring(): void {
    if (Atomics.load(this.words, this.index) === 1 && Atomics.exchange(this.words, this.index, 0) === 1) {
      native.eventfdWrite(this.fd, 1n);
    }
  }

  /** Takes back what has been rung. */
  silence(): void {
    try {
      native.eventfdRead(this.fd);
    } catch (error) {
      if (!(error instanceof BlockingIOError)) throw error;
    }
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#watcher?.close();
    native.close(this.fd);
  }
}
