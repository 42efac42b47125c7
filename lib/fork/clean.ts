/**
 * A fork whose child starts anew: nothing that was going on in the parent goes on in it, and `entry` runs on an empty
 * stack with the ordinary event loop. docs/fork-safety.md tells how.
 */
import { native } from '../native';
import { runAfterFork, runBeforeFork } from '../util/fork-hooks';
import { runAtFork } from './at-fork';
import { prepareIdentity } from './child-identity';
import { renewStdin } from './child-stdin';
import { forgetOutput } from './child-stdio';
import './child-workers';
import { clearAsyncStack, muteParentsCallbacks, recountImmediates, releaseImmediate } from './mute';
import { forgetParentsBusiness } from './forget';
import { keptDescriptors } from './keep';
import { checkForkSupport } from './support';

export interface CleanForkOptions {
  /** What the child shares with its parent on purpose: descriptors, servers, sockets, anything with a handle. */
  keep?: readonly unknown[];
  /** The child becomes a child of this process's parent, who waits for it. */
  sibling?: boolean;
}

/** The child's pid, or -errno when fork(2) failed. In the child this never returns: `entry` is called instead. */
export function forkClean(entry: () => void, options: CleanForkOptions = {}): number {
  checkForkSupport();
  const keep = keptDescriptors(options.keep ?? []);
  prepareIdentity();
  runAtFork('before');
  runBeforeFork();
  const pid = native.fork(true, keep, options.sibling ?? false);
  if (pid === 0) beginAnew(entry);
  runAfterFork(false);
  runAtFork('afterInParent');
  return pid;
}

function beginAnew(entry: () => void): never {
  releaseImmediate();
  native.dropMicrotasks();
  clearAsyncStack();
  muteParentsCallbacks();
  native.unwind(() => {
    recountImmediates();
    if (native.takeOutputDropped()) forgetOutput();
    renewStdin();
    forgetParentsBusiness();
    runAfterFork(true);
    runAtFork('afterInChild');
    entry();
  });
  // The engine has been told to end all JavaScript: it does so here, without running catch or finally.
  for (;;);
}
