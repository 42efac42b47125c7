/** Whose call is being answered: a client process (its session), over one connection. */

export class Session {
  connections = 0;
  /** References by object. */
  readonly references = new Map<number, number>();
  /** What is undone when the process is gone: locks it holds. */
  readonly holdings = new Set<() => void>();

  constructor(readonly id: string) {}
}

export class Caller {
  readonly #listeners = new Set<() => void>();
  gone = false;

  constructor(readonly session: Session) {}

  /** Calls `listener` when the client hangs up in the middle of its call; returns how to take that back. */
  onGone(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  leave(): void {
    this.gone = true;
    for (const listener of [...this.#listeners]) listener();
  }
}
