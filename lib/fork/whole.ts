/** fork(2) that copies everything: the child returns from the same call. */
import { native } from '../native';
import { runAfterForkInChild, runAfterForkInParent, runBeforeFork } from '../util/fork-hooks';
import { runAtFork } from './at-fork';
import { prepareIdentity, renewIdentity } from './child-identity';
import { resetStdio } from './child-stdio';
import { checkForkSupport } from './support';
import { outliveWorkers } from './child-workers';
import { endAfterExitHandlers } from './natural-end';

const nothing = new Int32Array(0);

/** 0 in the child, the child's pid in the parent, -errno when fork(2) failed. */
export function forkWhole(): number {
  checkForkSupport();
  prepareIdentity();
  runAtFork('before');
  runBeforeFork();
  const pid = native.fork(false, nothing, false);
  if (pid !== 0) {
    runAfterForkInParent();
    runAtFork('afterInParent');
    return pid;
  }
  renewIdentity();
  if (resetStdio()) endAfterExitHandlers();
  outliveWorkers();
  runAfterForkInChild();
  runAtFork('afterInChild');
  return 0;
}
