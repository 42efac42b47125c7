/**
 * The path at which a manager's server listens, when it was given none: made, and in the end removed, by the process that
 * starts the server. So nothing is left of a server that was killed.
 */
import { rmdirSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { addExitHook } from '../util/exit-hooks';
import { addForkHooks } from '../util/fork-hooks';
import { temporaryPath } from '../util/temporary-path';

const own = new Set<OwnSocket>();
const removeAtExit = addExitHook(() => {
  for (const socket of own) socket.remove();
});
addForkHooks({ needed: () => own.size > 0, afterInChild: () => own.clear() });

export class OwnSocket {
  readonly path = temporaryPath();

  constructor() {
    own.add(this);
    removeAtExit();
  }

  /** Idempotent; in the process that made it only. */
  remove(): void {
    if (!own.delete(this)) return;
    for (const step of [() => unlinkSync(this.path), () => rmdirSync(path.dirname(this.path))]) {
      try {
        step();
      } catch {
        // the server has removed it
      }
    }
  }
}
