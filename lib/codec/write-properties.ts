import { END } from './tags';
import { START, writeKey } from './write-key';
import type { Writer } from './writer';

export type WriteValue = (w: Writer, value: unknown) => void;

/** The named ones, then END. */
export function writeProperties(
  w: Writer,
  object: object,
  keys: readonly string[],
  writeValue: WriteValue,
): void {
  let before = START;
  for (const key of keys) {
    const value = (object as Record<string, unknown>)[key];
    // A getter of an earlier property may have deleted this one.
    if (value === undefined && !Object.hasOwn(object, key)) continue;
    before = writeKey(w, before, key);
    writeValue(w, value);
  }
  w.byte(END);
}
