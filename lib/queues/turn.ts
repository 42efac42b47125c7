/**
 * Calls that never have to wait would settle in microtasks alone, and a loop around one would keep the event loop
 * from turning: timers and input would starve. Every so often such a call takes a turn.
 */
const MOST_IN_A_ROW = 512;
let inARow = 0;

/** A promise for a value that is there already. */
export function settled<T>(value: T): Promise<T> {
  if (++inARow < MOST_IN_A_ROW) return Promise.resolve(value);
  inARow = 0;
  return new Promise((resolve) => setImmediate(resolve, value));
}
