/** `waitFor` of a condition in a server: the predicate cannot go there, so it runs here. Python: `ConditionProxy.wait_for`. */
import { checkFunction, checkNotAsync } from '../../util/validate';
import { parseTimeout } from '../../util/timeout';
import type { Remote } from './remote';

type Predicate = () => unknown;
type WaitFor = (predicate: Predicate, timeout?: number | null) => unknown;

/** Blocks; gives the last result of the predicate, which runs with the lock held, and which may not be async. */
export function waitForOf(remote: Remote, name: string): WaitFor | undefined {
  if (!canWaitFor(remote, name)) return;
  return (predicate, timeout) => {
    const timeLeft = clock(predicate, timeout);
    for (;;) {
      const result = checkNotAsync(predicate(), predicate, 'predicate');
      const left = timeLeft();
      if (result || left <= 0) return result;
      remote.do('call', 'wait', [left]);
    }
  };
}

/** The same for the promise form. */
export function waitForLater(remote: Remote, name: string): WaitFor | undefined {
  if (!canWaitFor(remote, name)) return;
  return async (predicate, timeout) => {
    const timeLeft = clock(predicate, timeout);
    for (;;) {
      const result = await predicate();
      const left = timeLeft();
      if (result || left <= 0) return result;
      await remote.doAsync('call', 'wait', [left]);
    }
  };
}

function canWaitFor({ token: { methods } }: Remote, name: string): boolean {
  return name === 'waitFor' && methods.includes('wait') && methods.includes('notify');
}

function clock(predicate: Predicate, timeout: number | null | undefined): () => number {
  checkFunction(predicate, 'predicate');
  const end = performance.now() + parseTimeout(timeout).ms;
  return () => end - performance.now();
}
