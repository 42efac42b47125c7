/** In what surroundings a fork happens. All of it is found out in the parent: its child has none of them. */
import { executionAsyncId } from 'node:async_hooks';
import { findBusiness, type Business } from './forget';
import { markLastCallback, nothing } from './mute';

export interface Surroundings {
  /**
   * Called from a timer or an immediate, or there are immediates: what Node has taken in hand of them, or is about to,
   * cannot be seen from outside, so the child must be ready for any.
   */
  amongTimers: boolean;
  /** In the main script, and in what goes on after an await in it, nothing stands on Node's stack of async ids. */
  inAsyncStack: boolean;
  /** The parent takes its uncaught exceptions by a callback. */
  isCaptured: boolean;
  business: Business;
}

/** In the parent, before the fork. */
export function lookAround(): Surroundings {
  markLastCallback();
  return {
    amongTimers: hasImmediates() || callers().some((site) => loops.has(site.getFileName() ?? '')),
    inAsyncStack: executionAsyncId() > 1,
    isCaptured: process.hasUncaughtExceptionCaptureCallback(),
    business: findBusiness(),
  };
}

/** Node's loops over timers and immediates, and what it does with an exception that has left one. */
const loops = new Set(['node:internal/timers', 'node:internal/process/execution']);

/** A new one is linked behind those that are waiting. */
function hasImmediates(): boolean {
  const last = setImmediate(nothing);
  const { _idlePrev } = last as unknown as { _idlePrev: object | null };
  clearImmediate(last);
  return _idlePrev !== null;
}

/** More than fit on a stack. Not Infinity: where a debugger is attached, V8 14 ends the process over it. */
const ALL_FRAMES = 1_000_000;

/** The loop has been left, and Node is only telling so: a child that began anew would find no loop to live on. */
export function isAtNaturalEnd(): boolean {
  const { _exiting } = process as unknown as { _exiting?: boolean };
  return _exiting === true && !callers().some((site) => exits.has(site.getFileName() ?? ''));
}

/** process.exit(), and what ends a program with an exception. */
const exits = new Set(['node:internal/process/per_thread', 'node:internal/process/execution']);

function callers(): NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.prepareStackTrace = (_error, sites) => sites;
  Error.stackTraceLimit = ALL_FRAMES;
  const { stack } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  if (prepareStackTrace === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
  else Error.prepareStackTrace = prepareStackTrace;
  return stack as unknown as NodeJS.CallSite[];
}
