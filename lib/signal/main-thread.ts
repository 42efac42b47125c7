import { StateError } from '../errors';
import { native } from '../native';

/** Signal handlers belong to the main thread, as in Python. */
export function requireMainThread(name: string): void {
  if (!native.isMainThread) {
    throw new StateError(`${name} works in the main thread only`, 'ERR_MAIN_THREAD_ONLY');
  }
}
