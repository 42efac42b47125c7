/** Pools belong to the process that made them: a child lets go of what it has of its parent's, but for its own channel. */
import { addForkHooks } from '../util/fork-hooks';
import { eachDispatcher } from './dispatcher';

addForkHooks({
  needed: () => {
    let some = false;
    eachDispatcher(() => (some = true));
    return some;
  },
  afterInChild: () => {
    eachDispatcher((dispatcher) => {
      if (!dispatcher.isOwn) dispatcher.abandon();
    });
  },
});
