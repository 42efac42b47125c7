/**
 * Runs `begin` unless the signal is aborted already; an abort before the outcome calls `cancel` and rejects with the
 * signal's reason. `begin` gets the two functions of a promise; whichever comes first counts.
 */
export function abortable<T>(
  signal: AbortSignal | undefined,
  begin: (resolve: (value: T) => void, reject: (reason: unknown) => void) => void,
  cancel: () => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const onAbort = (): void => {
      cancel();
      reject(signal?.reason as Error);
    };
    const settle =
      <A>(outcome: (value: A) => void) =>
      (value: A): void => {
        signal?.removeEventListener('abort', onAbort);
        outcome(value);
      };
    signal?.addEventListener('abort', onAbort, { once: true });
    begin(settle(resolve), settle(reject));
  });
}
