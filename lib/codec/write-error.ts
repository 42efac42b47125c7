/**
 * Errors go whole: class, message, stack, cause, `errors` and their own enumerable properties. A property that
 * cannot be cloned is left out (structured clone would leave out all of them).
 */
import { classNames } from './error-classes';
import { START, writeKey } from './write-key';
import { writeString } from './write-string';
import * as tag from './tags';
import type { WriteValue } from './write-properties';
import type { Writer } from './writer';

const hidden = ['name', 'message', 'cause', 'errors'] as const;

/** ERROR, an array's worth of class names, stack (string or undefined), then hidden and then visible properties. */
export function writeError(w: Writer, error: Error, writeValue: WriteValue): void {
  const names = error instanceof DOMException ? ['DOMException'] : classNames(error);
  w.byte(tag.ERROR);
  w.byte(names.length);
  for (const name of names) writeString(w, name);
  const stack: unknown = error.stack;
  if (typeof stack === 'string') writeString(w, stack);
  else w.byte(tag.UNDEFINED);

  const properties = error as unknown as Record<string, unknown>;
  const visible = Object.keys(error);
  for (const key of hidden) {
    const inherited = key === 'message' || (key === 'name' && names[0] === 'DOMException');
    if ((inherited || Object.hasOwn(error, key)) && !visible.includes(key)) {
      writeProperty(w, key, properties[key], writeValue);
    }
  }
  w.byte(tag.END);
  for (const key of visible) if (key !== 'stack') writeProperty(w, key, properties[key], writeValue);
  w.byte(tag.END);
}

function writeProperty(w: Writer, key: string, value: unknown, writeValue: WriteValue): void {
  const mark = w.mark();
  try {
    writeKey(w, START, key);
    writeValue(w, value);
  } catch (problem) {
    if (!(problem instanceof DOMException)) throw problem;
    w.undo(mark);
  }
}
