/** What the parent had queued in JavaScript stays silent in a clean child: ticks, immediates and timers. */
// Brings the part of Node that hooks need: else each child would load it.
import 'node:v8';
import { AsyncResource, createHook, executionAsyncResource } from 'node:async_hooks';
import { native } from '../native';
import { runsInChildren } from '../util/child-code';

interface Muteable {
  _destroyed?: boolean;
  _onTimeout?: unknown;
  _repeat?: unknown;
  _onImmediate?: unknown;
  _idleNext?: Muteable | null;
  callback?: unknown;
  unref?(): void;
}

interface FatalProcess {
  _fatalException(error: unknown): boolean;
}

export const nothing = (): void => {};

let wasInImmediate = false;

/**
 * A fork from within a timer or an immediate ends it without the `finally` in which Node does its accounts. A timer
 * would be counted for ever, and Node would not see when the loop needs to wait for others. An immediate is taken up
 * again, and Node stumbles when it is marked as done: so it is not, and does nothing. When it is not taken up, because
 * it was the first of its round, those behind it are lost, and must not be counted either.
 */
function release(callback: Muteable): void {
  if ('_onTimeout' in callback) callback.unref?.();
  if (!('_onImmediate' in callback)) return;
  wasInImmediate = true;
  callback._destroyed = false;
  callback._onImmediate = nothing;
  for (let next = callback._idleNext; next != null; next = next._idleNext) next.unref?.();
}

/** Called for everything on Node's stack of async ids when that is emptied. */
const releasing = createHook({
  after() {
    release(executionAsyncResource() as Muteable);
  },
});

/**
 * A fork from within a timer or immediate leaves Node's stack of async ids filled, and Node ends a process whose stack
 * is not as it expects. Handling an uncaught exception empties it.
 */
export function clearAsyncStack(amongTimers: boolean): void {
  if (hasDomains()) leaveDomains();
  else if (process.hasUncaughtExceptionCaptureCallback()) process.setUncaughtExceptionCaptureCallback(null);
  process.removeAllListeners('uncaughtExceptionMonitor');
  process.removeAllListeners('uncaughtException').on('uncaughtException', nothing);
  if (amongTimers) releasing.enable();
  (process as unknown as FatalProcess)._fatalException(new Error('the stack of the parent ends here'));
  if (amongTimers) releasing.disable();
  process.off('uncaughtException', nothing);
}

/** They have the callback for uncaught exceptions for themselves. */
const hasDomains = (): boolean => Object.getOwnPropertyDescriptor(process, 'domain')?.get !== undefined;

/** The parent's: they would be told of errors. */
function leaveDomains(): void {
  const entered = process as unknown as { domain?: { exit(): void } | null };
  let last: unknown;
  while (entered.domain != null && entered.domain !== last) {
    last = entered.domain;
    entered.domain.exit();
  }
}

let lastOfParent = 0;

/** Node reads a callback from its resource after the `before` hooks have run: there it is replaced. */
const muting = createHook({
  before(id) {
    if (id > lastOfParent) return;
    const resource = executionAsyncResource() as Muteable;
    if ('_onTimeout' in resource) {
      resource._onTimeout = nothing;
      resource._repeat = null;
    } else if ('_onImmediate' in resource) {
      resource._onImmediate = nothing;
    } else if ('callback' in resource) {
      resource.callback = nothing;
    }
  },
});

/** In the parent, right before the fork: what has been begun until then will be muted. */
export function markLastCallback(): void {
  lastOfParent = new AsyncResource('forkable.mute').asyncId();
}

/** Only where something may come: with a hook, every `await` of the child takes longer. */
export function muteParentsCallbacks(): void {
  muting.enable();
  ignoreFailures();
}

const TIMERS = 1;

interface TickingProcess {
  _tickCallback(): void;
}

let emitWarning: typeof process.emitWarning | undefined;

/** Promises of the parent's have failed that nobody had looked at yet: Node warns of them or ends the process, by its flags. */
function ignoreFailures(): void {
  emitWarning = process.emitWarning;
  process.emitWarning = nothing;
  process.removeAllListeners('rejectionHandled');
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', nothing);
  process.removeAllListeners('uncaughtException').on('uncaughtException', nothing);
}

function heedFailures(): void {
  process.emitWarning = emitWarning!;
  process.off('unhandledRejection', nothing);
  process.off('uncaughtException', nothing);
}

/** On the clean stack, where the parent's listeners are gone: its ticks and failed promises are spent in silence. */
export function spendTicks(amongTimers: boolean): void {
  muting.enable();
  ignoreFailures();
  (process as unknown as TickingProcess)._tickCallback();
  heedFailures();
  if (!amongTimers && (native.workLeft() & TIMERS) === 0) muting.disable();
}

interface Linked {
  _idleNext: unknown;
  _idlePrev: unknown;
}

/**
 * On the clean stack: that immediate was counted off twice, and Node runs no immediates when its count is zero. One that
 * is counted and then taken out of the list makes up for it.
 */
export function recountImmediates(): void {
  if (!wasInImmediate) return;
  const [first, , last] = [0, 1, 2].map(() => setImmediate(nothing).unref() as unknown as Linked);
  Object.assign(first as Linked, { _idleNext: last });
  Object.assign(last as Linked, { _idlePrev: first });
}

runsInChildren(
  nothing,
  spendTicks,
  ignoreFailures,
  heedFailures,
  release,
  recountImmediates,
  muteParentsCallbacks,
  clearAsyncStack,
  hasDomains,
  leaveDomains,
);
