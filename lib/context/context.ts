/** Contexts: all of `multiprocessing` bound to one start method. */
import { StateError } from '../errors';
import { checkStartMethod, getAllStartMethods, getStartMethod, type StartMethod } from '../launch';
import { Pool, type PoolOptions } from '../pool';
import { ForkProcess, ForkServerProcess, SpawnProcess, type Process } from '../process';
import { common } from './common';
import { setForkserverPreload } from './preload';

/**
 * The names of `multiprocessing`, bound to a start method. `Process` is a class of its own, whose processes are named
 * `ForkProcess-1`, `SpawnProcess-1`, `ForkServerProcess-1`.
 */
export type Context = typeof common & {
  readonly Process: typeof Process;
  readonly Pool: typeof Pool;
  /** The method of this context. */
  getStartMethod(): StartMethod;
  /** Throws ERR_CONCRETE_CONTEXT: that of a context cannot be changed. */
  setStartMethod(method: StartMethod | null): never;
  getAllStartMethods(): StartMethod[];
  setForkserverPreload: typeof setForkserverPreload;
  /** Without a method: this very context. */
  getContext(method?: StartMethod | null): Context;
};

const processes = { fork: ForkProcess, spawn: SpawnProcess, forkserver: ForkServerProcess };
const made = new Map<StartMethod, Context>();

/**
 * All of `multiprocessing` bound to a start method; without one, to that of the program, which is settled thereby. The
 * same object for the same method. Python: `multiprocessing.get_context`.
 * @throws RangeError ERR_OUT_OF_RANGE for what is no start method (Python: ValueError)
 * @example
 * const spawn = getContext('spawn');
 * const p = new spawn.Process({ target: { module: './jobs.mjs', name: 'work' }, args: [new spawn.Queue()] });
 */
export function getContext(method?: StartMethod | null): Context {
  const checked = method == null ? getStartMethod() : checkStartMethod(method);
  let context = made.get(checked);
  if (context === undefined) made.set(checked, (context = make(checked)));
  return context;
}

function make(method: StartMethod): Context {
  const context: Context = {
    ...common,
    Process: processes[method],
    Pool: poolOf(() => context),
    getStartMethod: () => method,
    setStartMethod: () => {
      throw new StateError('cannot set the start method of a concrete context', 'ERR_CONCRETE_CONTEXT');
    },
    getAllStartMethods,
    setForkserverPreload,
    getContext: (other) => getContext(other ?? method),
  };
  return context;
}

function poolOf(context: () => Context): typeof Pool {
  return {
    Pool: class extends Pool {
      constructor(options?: number | PoolOptions | null) {
        const given = typeof options === 'number' ? { processes: options } : (options ?? {});
        super({ ...given, context: context() });
      }
    },
  }.Pool;
}
