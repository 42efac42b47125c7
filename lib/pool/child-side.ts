/** Pools belong to the process that made them: a child lets go of what it has of its parent's, but for its own channel. */
import { addForkHooks } from '../util/fork-hooks';
import { eachDispatcher, someDispatcher } from './dispatchers';

addForkHooks({
  needed: () => someDispatcher((dispatcher) => dispatcher.leavesTraces),
  afterInChild: () => {
    eachDispatcher((dispatcher) => {
      if (!dispatcher.isOwn) dispatcher.abandon();
    });
  },
});
