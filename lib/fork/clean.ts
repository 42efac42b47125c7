/**
 * A fork whose child starts anew: nothing that was going on in the parent goes on in it, and `entry` runs on an empty
 * stack with the ordinary event loop. docs/fork-safety.md tells how.
 */
import { StateError } from '../errors';
import { native } from '../native';
import { runsInChildren, takeChildCode } from '../util/child-code';
import { runAfterFork, runBeforeFork } from '../util/fork-hooks';
import { runAtFork } from './at-fork';
import { prepareIdentity } from './child-identity';
import { renewStdin } from './child-stdin';
import { forgetOutput } from './child-stdio';
import './workers';
import { clearAsyncStack, muteParentsCallbacks, nothing, recountImmediates, spendTicks } from './mute';
import { forget } from './forget';
import { keptDescriptors } from './keep';
import { checkForkSupport } from './support';
import { isAtNaturalEnd, lookAround, type Surroundings } from './surroundings';

export interface CleanForkOptions {
  /** What the child shares with its parent on purpose: descriptors, servers, sockets, anything with a handle. */
  keep?: readonly unknown[];
  /** The child becomes a child of this process's parent, who waits for it. */
  sibling?: boolean;
}

/** The child's pid, or -errno when fork(2) failed. In the child this never returns: `entry` is called instead. */
export function forkClean(entry: () => void, options: CleanForkOptions = {}): number {
  checkForkSupport();
  if (isAtNaturalEnd())
    throw new StateError('the program has ended: no process can be started any more', 'ERR_PROCESS_ENDED');
  const keep = keptDescriptors(options.keep ?? []);
  prepareIdentity();
  runAtFork('before');
  runBeforeFork();
  compileChildCode();
  const surroundings = lookAround();
  const pid = native.fork(true, keep, options.sibling ?? false);
  if (pid === 0) beginAnew(entry, surroundings);
  runAfterFork(false);
  runAtFork('afterInParent');
  return pid;
}

function compileChildCode(): void {
  const code = takeChildCode();
  if (code.length > 0) native.compile(code);
}

function beginAnew(entry: () => void, surroundings: Surroundings): void {
  const { amongTimers, inAsyncStack, isCaptured } = surroundings;
  native.dropMicrotasks();
  if (inAsyncStack || isCaptured) clearAsyncStack(amongTimers);
  // Node's loops over them go on on the way to the clean stack.
  if (amongTimers) muteParentsCallbacks();
  native.unwind(onCleanStack.bind(undefined, entry, surroundings), nothing, !amongTimers);
  // The engine has been told to end all JavaScript: it does so here, without running catch or finally.
  for (;;);
}

function onCleanStack(entry: () => void, { amongTimers, business }: Surroundings): void {
  if (amongTimers) recountImmediates();
  if (native.takeOutputDropped()) forgetOutput();
  renewStdin();
  forget(business);
  if (amongTimers || native.workLeft() !== 0) spendTicks(amongTimers);
  runAfterFork(true);
  runAtFork('afterInChild');
  entry();
}

runsInChildren(beginAnew, onCleanStack);
