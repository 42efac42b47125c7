/**
 * What parts of the library do when this process ends in an orderly way: at process.exit and the natural end, and,
 * for the ends that run no JavaScript of Node's, because their callers run the hooks (os._exit, the end of a Process). A
 * hook must be quick and must not throw.
 */
import { addForkHooks } from './fork-hooks';
import { runsInChildren } from './child-code';

type Hook = (code: number) => void;

/** Those that have something to do. Where there are none, nothing should be run, and first of all compiled, at the end. */
export const armedExitHooks: Hook[] = [];
let done = false;
addForkHooks({
  needed: () => done,
  afterInChild: () => {
    done = false;
  },
});

/** Parts of `process` that its types do not tell. */
interface LeavingProcess {
  emit(event: string, ...args: unknown[]): boolean;
  reallyExit(code: number): never;
}

const steps: Hook[] = [];
let isWatching = false;
let last: Hook | undefined;

/**
 * Has `step` done behind all 'exit' listeners, those included that are added later: they may still use what it takes away,
 * and end what it waits for. Also when one of them throws, or calls process.exit. It must not mind a second time.
 */
export function afterExitListeners(step: Hook, place: 'first' | 'last'): void {
  if (steps.includes(step)) return;
  if (place === 'first') steps.unshift(step);
  else steps.push(step);
  watchExit();
}

/** From now on the natural end ends as by process.exit. `step` is the last thing that is done before any end. */
export function endAsByExit(step: Hook): void {
  last = step;
  watchExit();
}

function watchExit(): void {
  if (isWatching) return;
  isWatching = true;
  const leaving = process as unknown as LeavingProcess;
  const { emit, reallyExit } = leaving;
  leaving.emit = function (event, ...args) {
    if (event !== 'exit') return Reflect.apply(emit, this, [event, ...args]);
    let code = 0;
    let had: boolean;
    try {
      had = Reflect.apply(emit, this, [event, ...args]);
    } finally {
      code = Number(process.exitCode ?? args[0] ?? 0);
      takeSteps(code);
    }
    if (last !== undefined) leaving.reallyExit(code);
    return had;
  };
  leaving.reallyExit = (code) => {
    takeSteps(code);
    last?.(code);
    return reallyExit.call(process, code);
  };
  runsInChildren(leaving.emit);
}

function takeSteps(code: number): void {
  for (const step of steps) step(code);
}

/** Returns what arms the hook: to be called, again and again if need be, when there is something to do at the end. */
export function addExitHook(hook: Hook): () => void {
  let isArmed = false;
  return () => {
    if (isArmed) return;
    isArmed = true;
    armedExitHooks.push(hook);
    afterExitListeners(runExitHooks, 'last');
  };
}

/** Once: the first call counts. */
export function runExitHooks(code: number): void {
  if (done) return;
  done = true;
  for (const hook of armedExitHooks) hook(code);
}

runsInChildren(runExitHooks, takeSteps);
