/**
 * At its natural end Node takes its objects apart and waits for each. Where a child has objects that miss their other
 * half (a Worker without its thread, a write that is the parent's), that would wait for ever: it ends as by
 * process.exit instead, after its 'exit' handlers.
 */
import { native } from '../native';
import { endAsByExit } from '../util/exit-hooks';

/** In a whole child. Idempotent; holds for its own children too. */
export function endAfterExitHandlers(): void {
  endAsByExit(leaveReturnedWorkers);
}

/** Node would end them on a loop that is the parent's. */
function leaveReturnedWorkers(code: number): void {
  if (native.hasReturnedWorkers()) native.exitNow(code);
}
