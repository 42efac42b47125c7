/** What a test opens, and the descriptors of this process. */
import { readdirSync } from 'node:fs';
import { afterEach } from 'vitest';

export const countFds = (): number => readdirSync('/proc/self/fd').length;

/** A function that notes things to be closed after each test of the file, in the order in which they came. */
export function keeper(): <T extends { close(): unknown }>(thing: T) => T {
  const open: { close(): unknown }[] = [];
  afterEach(() => {
    for (const thing of open.splice(0)) thing.close();
  });
  return (thing) => {
    open.push(thing);
    return thing;
  };
}
