/** `with` and `withSync` of what can be acquired and released in a server. Python: the `with` statement. */
import { TimeoutError } from '../../errors';
import { checkFunction } from '../../util/validate';
import type { Remote } from './remote';

type Task = () => unknown;
type Scope = (remote: Remote, fn: Task, options: readonly unknown[]) => unknown;

const SCOPES: Readonly<Record<string, Scope>> = {
  /** Waits without blocking: what holds the lock may be another task of this very process. */
  with: async (remote, fn, options) => {
    checkFunction(fn, 'fn');
    if (!(await remote.doAsync('call', 'acquire', options))) throw new TimeoutError();
    try {
      return await fn();
    } finally {
      await remote.doAsync('call', 'release', []);
    }
  },
  withSync: (remote, fn, options) => {
    checkFunction(fn, 'fn');
    if (!remote.do('call', 'acquire', options)) throw new TimeoutError();
    try {
      return fn();
    } finally {
      remote.do('call', 'release', []);
    }
  },
};

/** Undefined: another name, or no lock. */
export function scopeOf(
  remote: Remote,
  name: string,
): ((fn: Task, ...options: unknown[]) => unknown) | undefined {
  const { methods } = remote.token;
  if (!Object.hasOwn(SCOPES, name) || !methods.includes('acquire') || !methods.includes('release')) return;
  return (fn, ...options) => SCOPES[name]?.(remote, fn, options);
}
