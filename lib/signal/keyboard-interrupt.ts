/** SIGINT as an exception. */
import { writeSync } from 'node:fs';
import { inspect } from 'node:util';
import { KeyboardInterrupt } from '../errors';
import { SIG_DFL, SIGINT } from './constants';
import { signal } from './handlers';
import { raiseSignal } from './send';

let armed = false;

/**
 * A handler for SIGINT that throws a `KeyboardInterrupt`: out of the blocking call that waits, or as an uncaught exception
 * on the loop. A process that dies of it dies by SIGINT. Not installed unless you do. Python: `default_int_handler`.
 * @example
 * signal(SIGINT, defaultIntHandler);
 */
export function defaultIntHandler(): never {
  if (!armed) {
    armed = true;
    process.on('uncaughtExceptionMonitor', dieOfIt);
  }
  throw new KeyboardInterrupt();
}

// So that a shell sees an interrupted program and stops too. Node reports the exception after the event, too late.
function dieOfIt(error: unknown): void {
  if (!(error instanceof KeyboardInterrupt)) return;
  process.once('exit', (code) => {
    if (code !== 1 && code !== 7) return;
    writeSync(2, `Uncaught ${inspect(error)}\n`);
    signal(SIGINT, SIG_DFL);
    raiseSignal(SIGINT);
  });
}
