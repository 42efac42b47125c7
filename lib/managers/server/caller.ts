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
  #listeners: Set<() => void> | null = null;
  #undo: (() => void)[] | null = null;
  gone = false;

  constructor(readonly session: Session) {}

  /** Calls `listener` when the client hangs up in the middle of its call; returns how to take that back. */
  onGone(listener: () => void): () => void {
    const listeners = (this.#listeners ??= new Set());
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  leave(): void {
    this.gone = true;
    for (const listener of [...(this.#listeners ?? [])]) listener();
  }

  /** What to take back if the client does not live to read the answer: the item that is in it, the lock it has got. */
  ifUndelivered(undo: () => void): void {
    (this.#undo ??= []).push(undo);
  }

  /** Whether it matters what becomes of the answer. */
  get wantsConfirmation(): boolean {
    return this.#undo !== null;
  }

  /** What became of the answer. Counts once. */
  conclude(delivered: boolean): void {
    const undo = this.#undo;
    this.#undo = null;
    if (!delivered && undo !== null) for (const one of undo) one();
  }
}
