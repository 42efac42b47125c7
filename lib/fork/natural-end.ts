/**
 * At its natural end Node takes its objects apart and waits for each. Where a child has objects that miss their other
 * half (a Worker without its thread, a write that is the parent's), that would wait for ever: it ends as by
 * process.exit instead, after its 'exit' handlers.
 */
import { native } from '../native';

interface ExitingProcess {
  emit(event: string, ...args: unknown[]): boolean;
  reallyExit(code: number): never;
}

let done = false;

/** In a whole child. Idempotent; holds for its own children too. */
export function endAfterExitHandlers(): void {
  if (done) return;
  done = true;
  const leaving = process as unknown as ExitingProcess;
  const emit = leaving.emit.bind(process);
  const reallyExit = leaving.reallyExit.bind(process);
  leaving.reallyExit = (code) => {
    if (native.hasReturnedWorkers()) native.exitNow(code); // Node would end it on a loop that is the parent's
    return reallyExit(code);
  };
  leaving.emit = (event, ...args) => {
    const had = emit(event, ...args);
    if (event === 'exit') leaving.reallyExit(Number(process.exitCode ?? args[0] ?? 0));
    return had;
  };
}
