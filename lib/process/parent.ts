/** The process that made this one, seen from here. Python: `_ParentProcess`. */
import { whenReady } from '../loop';
import { native, READABLE } from '../native';
import { close, dup, pidfdOpen } from '../os';
import { blocking } from '../util/blocking';
import { parseTimeout, type Timeout } from '../util/timeout';

const POLLIN = 1;

/**
 * The process that started this one, as `parentProcess()` gives it: it can be waited for, not ended. Python: what
 * `multiprocessing.parent_process()` returns.
 */
export class ParentProcess {
  readonly name: string;
  readonly pid: number;
  /** Readable when the parent has ended; -1 when it had gone before this process could look. */
  readonly #pidfd: number;

  constructor(name: string, pid: number) {
    this.name = name;
    this.pid = pid;
    this.#pidfd = openIfParent(pid);
  }

  get ident(): number {
    return this.pid;
  }

  /** A descriptor that is readable when the parent has ended, or -1 when it ended before this process began. */
  get sentinel(): number {
    return this.#pidfd;
  }

  /** False from the moment the parent has ended: this process is an orphan then. */
  isAlive(): boolean {
    return this.#pidfd >= 0 && !native.pollFd(this.#pidfd, POLLIN, 0);
  }

  /** Settles when the parent has ended or the time is up. */
  async join(timeout?: Timeout): Promise<void> {
    const wait = parseTimeout(timeout);
    if (!this.isAlive()) return;
    const fd = dup(this.#pidfd);
    try {
      await whenReady(fd, READABLE, wait);
    } finally {
      close(fd);
    }
  }

  /** As {@link join}, blocking the thread. */
  joinSync(timeout?: Timeout): void {
    const { ms, signal } = parseTimeout(timeout);
    if (this.isAlive()) blocking(signal, () => native.pollFd(this.#pidfd, POLLIN, ms));
  }
}

/** A pid may be another's by now: it is the parent's only as long as the kernel calls it our parent. */
function openIfParent(pid: number): number {
  if (native.getppid() !== pid) return -1;
  try {
    const fd = pidfdOpen(pid);
    if (native.getppid() === pid) return fd;
    close(fd);
  } catch {
    // gone meanwhile
  }
  return -1;
}
