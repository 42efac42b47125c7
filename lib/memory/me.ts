/** This process as words of shared memory name it. */
import { native } from '../native';
import { addForkHooks, forkGeneration } from '../util/fork-hooks';

/** The part of a word that names a process; the two bits above are marks. */
export const IDENTITY_MASK = 0x3fffffff;

/** A class: an object literal with a getter is slow to read from, and every lock reads it. */
class Me {
  /** 0 until enroll() has been called. */
  identity = 0;
  /**
   * Counts the forks that led here: what belongs to one process (queues of waiters, counts) and was copied by a fork has
   * another generation than `me`.
   */
  get generation(): number {
    return forkGeneration();
  }
}
export const me = new Me();

/** Gives this process its identity; before the first word of shared memory is made. */
export function enroll(): void {
  if (me.identity === 0) me.identity = native.identity();
}

addForkHooks({
  needed: () => me.identity !== 0,
  afterInChild: () => {
    me.identity = native.identity();
  },
});
