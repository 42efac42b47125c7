/** The user's hooks around a fork. Python: os.register_at_fork. */
import { inspect } from 'node:util';
import { invalidType } from '../errors';
import { programRunsInChildren } from '../util/child-code';
import { tell } from './standard-streams';

/** What `registerAtFork` is given: functions to call around each fork. */
export interface AtForkHooks {
  /** In the parent, before the fork; the last registered runs first. */
  before?: () => void;
  /** In the parent, after the fork, also when it failed; in the order of registration. */
  afterInParent?: () => void;
  /** In the child, in the order of registration. */
  afterInChild?: () => void;
}

const registered: AtForkHooks[] = [];
const names = ['before', 'afterInParent', 'afterInChild'] as const;

/**
 * Registers functions to run around every fork of this process: `os.fork`, `os.forkpty` and `Process`. An exception in
 * one is reported on stderr and ignored.
 *
 * @returns a function that takes the hooks back.
 * @throws TypeError ERR_INVALID_ARG_TYPE when no hook is given or one is not a function.
 * @example
 * const unregister = registerAtFork({ afterInChild: () => connectionPool.forget() });
 */
export function registerAtFork(hooks: AtForkHooks): () => void {
  if (typeof hooks !== 'object' || hooks === null) throw invalidType('hooks', 'an object', hooks);
  const own: AtForkHooks = {};
  for (const name of names) {
    const hook = hooks[name];
    if (hook === undefined) continue;
    if (typeof hook !== 'function') throw invalidType(`'${name}'`, 'a function', hook);
    own[name] = hook;
  }
  if (Object.keys(own).length === 0) {
    throw invalidType(
      'hooks',
      'an object with at least one of before, afterInParent and afterInChild',
      hooks,
    );
  }
  registered.push(own);
  if (own.afterInChild !== undefined) programRunsInChildren(own.afterInChild);
  return () => {
    const index = registered.indexOf(own);
    if (index >= 0) registered.splice(index, 1);
  };
}

/** Runs one kind of hook; `before` in reverse. */
export function runAtFork(name: keyof AtForkHooks): void {
  if (registered.length === 0) return;
  const order = name === 'before' ? [...registered].reverse() : [...registered];
  for (const hooks of order) {
    try {
      hooks[name]?.();
    } catch (error) {
      tell(`Exception ignored in at-fork hook ${name}: ${inspect(error)}\n`);
    }
  }
}
