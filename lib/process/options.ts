/** What a process is described by. */
import { invalidType, outOfRange } from '../errors';
import { checkReference, type GivenReference, type Reference } from '../launch';
import { checkBoolean, checkFunction, checkString } from '../util/validate';

/** What a process runs: any function, sync or async, closures and methods included. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a target takes whatever its args are
export type Target = (...args: any[]) => unknown;

/**
 * A target by name: the function that a module exports. `module` is a URL, a path (relative ones from the working directory) or the
 * name of a package; `name` is `default` where it is missing. The creating process need not load the module.
 */
export type TargetReference = GivenReference;

/** What a `Process` is made with. */
export interface ProcessOptions {
  /** Only there because Python has it: must be null. */
  group?: null;
  /** The function that `run()` calls in the child. Under spawn and forkserver one that a module exports. */
  target?: Target | TargetReference | null;
  /** Default: `Process-N`, with N counted in the creating process. */
  name?: string | null;
  /** Positional arguments of the target. Copied by the fork; cloned under spawn and forkserver. */
  args?: Iterable<unknown> | null;
  /** Passed to the target as its last argument. */
  kwargs?: object | null;
  /** Ends with its parent: by SIGTERM when that ends in good order. Default: that of the creating process. */
  daemon?: boolean | null;
  /** The parent's open servers, sockets and descriptors that the child shares; it gets no others. Only with fork. */
  keep?: Iterable<unknown> | null;
}

/** How an object came to be that no user made: the main process's, and that of a process that was started anew. */
export interface Origin {
  path: readonly number[];
  creator: number;
}
export const ORIGIN = Symbol('origin');

/** The options, checked. */
export interface Plan {
  target: Target | Reference | null;
  args: readonly unknown[];
  kwargs: object | null;
  keep: readonly unknown[];
  name: string | null;
  daemon: boolean | null;
  origin: Origin | undefined;
}

export function checkOptions(options: ProcessOptions): Plan {
  if (typeof options !== 'object' || options === null) throw invalidType('options', 'an object', options);
  const { group = null, target = null, name = null, kwargs = null, daemon = null } = options;
  if (group !== null) throw outOfRange('group', 'null for now', group);
  if (kwargs !== null && typeof kwargs !== 'object') throw invalidType('kwargs', 'an object', kwargs);
  return {
    target: target === null ? null : checkTarget(target),
    args: toList(options.args, 'args'),
    kwargs,
    keep: toList(options.keep, 'keep'),
    name: name === null ? null : checkString(name, 'name'),
    daemon: daemon === null ? null : checkBoolean(daemon, 'daemon'),
    origin: (options as { [ORIGIN]?: Origin })[ORIGIN],
  };
}

function checkTarget(target: Target | TargetReference): Target | Reference {
  if (typeof target === 'object' && 'module' in target) return checkReference(target, 'target');
  return checkFunction(target as Target, 'target');
}

function toList(given: Iterable<unknown> | null | undefined, name: string): readonly unknown[] {
  if (given == null) return [];
  if (typeof given !== 'object' || typeof given[Symbol.iterator] !== 'function') {
    throw invalidType(name, 'an array or another iterable', given);
  }
  return [...given];
}
