/**
 * Those who read items for a pool from async iterables. They hear when no more are wanted, though their source may never say
 * another word.
 */
export class Readers {
  #stops = new Set<(reason: unknown) => void>();
  #why: (() => unknown) | null = null;

  /** `call` gets the reason, once; at once when there is one already. Returns how to take that back. */
  add(call: (reason: unknown) => void, signal: AbortSignal | undefined): () => void {
    const takeBack = (): void => {
      this.#stops.delete(stop);
      signal?.removeEventListener('abort', onAbort);
    };
    const stop = (reason: unknown): void => {
      takeBack();
      call(reason);
    };
    const onAbort = (): void => stop(signal?.reason);
    if (this.#why !== null) stop(this.#why());
    else if (signal?.aborted) onAbort();
    else {
      this.#stops.add(stop);
      signal?.addEventListener('abort', onAbort);
    }
    return takeBack;
  }

  /** For good. */
  stopAll(why: () => unknown): void {
    this.#why ??= why;
    for (const stop of [...this.#stops]) stop(why());
  }
}

/** All items; rejects when the readers are stopped, or the signal is aborted. */
export function collect<T>(
  given: AsyncIterable<T>,
  readers: Readers,
  signal: AbortSignal | undefined,
): Promise<T[]> {
  const source = given[Symbol.asyncIterator]();
  return new Promise((resolve, reject) => {
    let isOver = false;
    const stop = (reason: unknown): void => {
      isOver = true;
      reject(reason as Error);
      leave(source);
    };
    const read = async (): Promise<T[]> => {
      const items: T[] = [];
      while (!isOver) {
        const { done, value } = await source.next();
        if (done) break;
        items.push(value);
      }
      return items;
    };
    const takeBack = readers.add(stop, signal);
    read().then(resolve, reject).finally(takeBack);
  });
}

/** Does not wait: a source that is just being read from may not answer before it has given its item. */
export function leave(source: AsyncIterator<unknown> | Iterator<unknown>): void {
  void (async () => source.return?.())().catch(() => {});
}
