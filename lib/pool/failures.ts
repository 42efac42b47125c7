/** What a task fails with when it was not its function's fault, and how the function's errors arrive. */
import { inspect } from 'node:util';
import { BrokenProcessPool, MaybeEncodingError, RemoteTraceback, WorkerLostError } from '../errors';
import { Signals } from '../signal';
import { THREW, type Outcome, type Unsendable } from './protocol';

export function workerLost(pid: number, exitcode: number | null, outOfMemory: boolean): WorkerLostError {
  const signal =
    exitcode !== null && exitcode < 0
      ? ((Signals as unknown as Record<number, string>)[-exitcode] ?? `signal ${-exitcode}`)
      : null;
  const how =
    signal !== null
      ? `was killed by ${signal}`
      : exitcode === null
        ? 'ended'
        : `exited with code ${exitcode}`;
  const hint = outOfMemory ? ' (probably out of memory: the control group reports an oom_kill)' : '';
  return new WorkerLostError(`worker process ${pid} ${how} while it was running the task${hint}`, {
    pid,
    exitCode: signal === null ? exitcode : null,
    signal,
    outOfMemory,
  });
}

export function noStart(cause: unknown): BrokenProcessPool {
  const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : inspect(cause);
  return new BrokenProcessPool(`the workers of the pool cannot start: ${why}`, { cause });
}

/** An error as its worker sent it: with where it happened as its cause. */
export function arrived(outcome: Outcome, value: unknown): unknown {
  if (outcome !== THREW) return new MaybeEncodingError(...(value as Unsendable));
  if (!(value instanceof Error)) return value;
  const traceback = new RemoteTraceback(typeof value.stack === 'string' ? value.stack : String(value));
  if (Object.hasOwn(value, 'cause')) traceback.cause = value.cause;
  try {
    Object.defineProperty(value, 'cause', {
      value: traceback,
      writable: true,
      configurable: true,
      enumerable: false,
    });
  } catch {
    // a class of the user's that forbids it: the error itself is worth more
  }
  return value;
}
