/**
 * Short critical sections on a few words of shared memory. The guard is a word with the identity of who is inside; a
 * process that dies inside is found out by the next, which repairs before it goes on.
 */
import { StateError } from '../errors';
import { me } from '../memory';
import { native } from '../native';

const self = me;

/** Runs `section` alone among all processes. `repair` makes the words whole again; it may run more than once. */
export function guarded<T>(words: Int32Array, index: number, repair: () => void, section: () => T): T {
  if (Atomics.compareExchange(words, index, 0, self.identity) !== 0 && native.takeGuard(words, index))
    repair();
  try {
    return section();
  } catch (error) {
    // An exhausted stack may end a section anywhere; errors of ours are thrown where nothing has changed yet.
    if (!(error instanceof StateError)) repair();
    throw error;
  } finally {
    leave(words, index);
  }
}

/** For sections written out by hand on a hot path: true when the guard was free. */
export function tryEnter(words: Int32Array, index: number): boolean {
  return Atomics.compareExchange(words, index, 0, self.identity) === 0;
}

export function leave(words: Int32Array, index: number): void {
  if (Atomics.compareExchange(words, index, self.identity, 0) !== self.identity)
    native.dropGuard(words, index);
}
