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

/** Returns what arms the hook: to be called, again and again if need be, when there is something to do at the end. */
export function addExitHook(hook: Hook): () => void {
  let isArmed = false;
  return () => {
    if (isArmed) return;
    isArmed = true;
    if (armedExitHooks.push(hook) === 1) process.on('exit', runExitHooks);
  };
}

/** Once: the first call counts. */
export function runExitHooks(code: number): void {
  if (done) return;
  done = true;
  for (const hook of armedExitHooks) hook(code);
}

runsInChildren(runExitHooks);
