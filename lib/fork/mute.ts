/** What the parent had queued in JavaScript stays silent in a clean child: ticks, immediates and timers. */
import { AsyncResource, createHook, executionAsyncResource } from 'node:async_hooks';

interface Muteable {
  _onTimeout?: unknown;
  _repeat?: unknown;
  _onImmediate?: unknown;
  callback?: unknown;
}

interface FatalProcess {
  _fatalException(error: unknown): boolean;
}

const nothing = (): void => {};

/**
 * A fork from within a timer or immediate leaves Node's stack of async ids filled, and Node ends a process whose stack
 * is not as it expects. Handling an uncaught exception empties it.
 */
export function clearAsyncStack(): void {
  process.removeAllListeners('uncaughtExceptionMonitor');
  process.setUncaughtExceptionCaptureCallback(null);
  process.setUncaughtExceptionCaptureCallback(nothing);
  (process as unknown as FatalProcess)._fatalException(new Error('the stack of the parent ends here'));
  process.setUncaughtExceptionCaptureCallback(null);
}

/** Node reads a callback from its resource after the `before` hooks have run: there it is replaced. */
export function muteParentsCallbacks(): void {
  const lastOfParent = new AsyncResource('forkable.mute').asyncId();
  createHook({
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
  }).enable();
}
