/**
 * What becomes of a process's children when it ends, as in Python: daemons get SIGTERM, then all are joined. A daemon
 * that does not mind SIGTERM gets SIGKILL after a grace period.
 */
import { activeChildren, hasChildren } from './family';
import { runsInChildren } from '../util/child-code';
import { afterExitListeners } from '../util/exit-hooks';

const GRACE_MS = 3000;

/** Called with every start: from then on the end of this process looks after its children. */
export function armExit(): void {
  afterExitListeners(endChildrenSync, 'first');
  // A child of a Process has lost it.
  if (!process.listeners('beforeExit').includes(onBeforeExit)) process.on('beforeExit', onBeforeExit);
}

/** The loop is empty, but children are alive: joining them goes on with a living loop. */
function onBeforeExit(): void {
  if (activeChildren().length > 0) void endChildren();
}

/** Ends the daemons and waits for all children, with the loop going on. */
export async function endChildren(): Promise<void> {
  terminateDaemons();
  const grace = performance.now() + GRACE_MS;
  for (const child of activeChildren()) {
    try {
      if (child.daemon) await child.join(grace - performance.now());
      if (child.daemon) child.kill();
      await child.join();
    } catch (error) {
      ignoreClosed(error);
    }
  }
}

/** As {@link endChildren}, where no loop will go on. */
export function endChildrenSync(): void {
  if (!hasChildren()) return;
  terminateDaemons();
  const grace = performance.now() + GRACE_MS;
  for (const child of activeChildren()) {
    try {
      if (child.daemon) child.joinSync(grace - performance.now());
      if (child.daemon) child.kill();
      child.joinSync();
    } catch (error) {
      ignoreClosed(error);
    }
  }
}

/** Its owner has seen its end meanwhile, and closed it: a child that is closed has ended. */
function ignoreClosed(error: unknown): void {
  if ((error as { code?: unknown }).code !== 'ERR_PROCESS_CLOSED') throw error;
}

function terminateDaemons(): void {
  for (const child of activeChildren()) if (child.daemon) child.terminate();
}

runsInChildren(endChildren, endChildrenSync);
