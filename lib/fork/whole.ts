/** fork(2) that copies everything: the child returns from the same call. */
import { native } from '../native';
import { runAfterFork, runBeforeFork } from '../util/fork-hooks';
import { runAtFork } from './at-fork';
import { prepareIdentity } from './child-identity';
import { forgetOutput } from './child-stdio';
import { checkForkSupport } from './support';
import { hasWorkers } from './workers';
import { endAfterExitHandlers } from './natural-end';

const nothing = new Int32Array(0);

/** 0 in the child, the child's pid in the parent, -errno when fork(2) failed. */
export function forkWhole(): number {
  checkForkSupport();
  prepareIdentity();
  runAtFork('before');
  runBeforeFork();
  const broken = hasWorkers();
  const pid = native.fork(false, nothing, false);
  // One path for both: code that a child is the first to run costs it more than the fork.
  const inChild = pid === 0;
  if (inChild && broken) endAfterExitHandlers();
  if (native.takeOutputDropped()) {
    forgetOutput();
    endAfterExitHandlers();
  }
  runAfterFork(inChild);
  runAtFork(inChild ? 'afterInChild' : 'afterInParent');
  return pid;
}
