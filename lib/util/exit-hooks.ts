/**
 * What parts of the library do when this process ends in an orderly way: at process.exit and the natural end, and,
 * for the ends that run no JavaScript of Node's, because their callers run the hooks (os._exit, the end of a Process). A
 * hook must be quick and must not throw.
 */
import { addForkHooks } from './fork-hooks';

const hooks: ((code: number) => void)[] = [];
let done = false;
addForkHooks({
  needed: () => done,
  afterInChild: () => {
    done = false;
  },
});

export function addExitHook(hook: (code: number) => void): void {
  if (hooks.push(hook) === 1) process.on('exit', runExitHooks);
}

/** Once: the first call counts. */
export function runExitHooks(code: number): void {
  if (done) return;
  done = true;
  for (const hook of hooks) hook(code);
}
