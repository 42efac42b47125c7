/** A running child by its pidfd: no signal ever goes to a recycled pid, no relative can hide its end. */
import { ProcessLookupError } from '../errors';
import { whenReady } from '../loop';
import { native, READABLE } from '../native';
import { close, dup } from '../os';
import { pidfdSendSignal } from '../signal';
import { blocking } from '../util/blocking';
import type { Wait } from '../util/timeout';

const POLLIN = 1;

export class ChildHandle {
  readonly pid: number;
  /** Readable when the child has ended. */
  readonly pidfd: number;
  #exitCode: number | null = null;
  #ended = false;
  /** Blocking waits that go on: a signal handler inside them may release this. */
  #waits = 0;
  #released = false;

  constructor(pid: number, pidfd: number) {
    this.pid = pid;
    this.pidfd = pidfd;
  }

  /** True once the child has ended; reaps it. */
  hasEnded(): boolean {
    if (this.#ended) return true;
    const code = native.reapChild(this.pidfd);
    if (code === null) return false;
    this.#ended = true;
    // NaN: it was waited for elsewhere and the kernel does not remember.
    this.#exitCode = Number.isNaN(code) ? null : code;
    return true;
  }

  /** 0..255, minus the signal, or null while it runs (or when nobody knows). */
  get exitCode(): number | null {
    return this.#exitCode;
  }

  /** True when it ended in time. Keeps the loop alive meanwhile. */
  async wait(wait: Wait): Promise<boolean> {
    if (this.hasEnded()) return true;
    // A descriptor of its own: any number of waits may go on at once.
    const fd = dup(this.pidfd);
    try {
      await whenReady(fd, READABLE, wait);
    } finally {
      close(fd);
    }
    return this.hasEnded();
  }

  waitSync({ ms, signal }: Wait): boolean {
    if (this.hasEnded()) return true;
    this.#waits++;
    try {
      blocking(signal, () => native.pollFd(this.pidfd, POLLIN, ms));
    } finally {
      this.#waits--;
      this.#closeUnused();
    }
    return this.hasEnded();
  }

  /** Nothing happens when the child has ended. */
  signal(sig: number): void {
    if (this.#ended) return;
    try {
      pidfdSendSignal(this.pidfd, sig);
    } catch (error) {
      if (!(error instanceof ProcessLookupError)) throw error;
    }
  }

  /** Once it has ended. */
  release(): void {
    this.#released = true;
    this.#closeUnused();
  }

  #closeUnused(): void {
    if (this.#released && this.#waits === 0) close(this.pidfd);
  }
}
