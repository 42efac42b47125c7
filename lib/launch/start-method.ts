/** How processes are started: Python's start methods. */
import { StateError, outOfRange } from '../errors';

/** How the process of a `Process` comes to be. */
export type StartMethod = 'fork' | 'spawn' | 'forkserver';

const methods: readonly StartMethod[] = ['fork', 'spawn', 'forkserver'];
let chosen: StartMethod | null = null;

/** Throws ERR_OUT_OF_RANGE for what is no start method (Python: ValueError). */
export function checkStartMethod(method: unknown): StartMethod {
  if (!methods.includes(method as StartMethod)) {
    throw outOfRange('method', `one of ${methods.join(', ')}`, JSON.stringify(method) ?? String(method));
  }
  return method as StartMethod;
}

/** The start methods there are, the default first. Python: `multiprocessing.get_all_start_methods`. */
export function getAllStartMethods(): StartMethod[] {
  return [...methods];
}

/**
 * How `Process` starts processes from now on. Once, at the beginning of the program.
 *
 * `'fork'` (the default): the child is a copy, targets may be closures. `'spawn'`: a fresh Node that loads the module of the
 * target. `'forkserver'`: forked from a helper process that was spawned once and has loaded what {@link setForkserverPreload} named.
 * Python: `multiprocessing.set_start_method`.
 * @throws RangeError ERR_OUT_OF_RANGE; StateError ERR_START_METHOD_SET the second time, unless `force`, and after a process
 *   has been started or getStartMethod() has been called
 * @example
 * if (parentProcess() === null) setStartMethod('spawn');
 */
export function setStartMethod(method: StartMethod | null, options: { force?: boolean } = {}): void {
  const { force = false } = options;
  if (chosen !== null && !force) {
    throw new StateError('the start method has already been set', 'ERR_START_METHOD_SET');
  }
  chosen = method === null && force ? null : checkStartMethod(method);
}

/**
 * The start method of `Process`, which is settled by asking. `allowNone`: null when it is not settled yet.
 * Python: `multiprocessing.get_start_method`.
 */
export function getStartMethod(options: { allowNone: true }): StartMethod | null;
export function getStartMethod(options?: { allowNone?: boolean }): StartMethod;
export function getStartMethod(options: { allowNone?: boolean } = {}): StartMethod | null {
  if (chosen === null && options.allowNone === true) return null;
  chosen ??= 'fork';
  return chosen;
}
