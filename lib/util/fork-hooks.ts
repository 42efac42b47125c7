/**
 * What parts of the library do around a fork, of either kind (os.fork or Process), before the user's own hooks of
 * os.registerAtFork. A part registers itself once, when its module loads. Hooks must not throw.
 */
import { runsInChildren } from './child-code';

export interface InternalForkHooks {
  before?: () => void;
  afterInParent?: () => void;
  afterInChild?: () => void;
  /**
   * Whether the hooks for children have anything to do, asked in the parent. A child should not have to run, and first
   * of all compile, what has nothing to do.
   */
  needed?: () => boolean;
}

type Hook = () => void;
interface Conditional {
  hook: Hook;
  needed: () => boolean;
}

const always = (): boolean => true;
const before: Hook[] = [];
const afterInParent: Hook[] = [];
const afterInChild: Conditional[] = [];
let generation = 0;
let dueInChild: Hook[] = [];

export function addForkHooks(hooks: InternalForkHooks): void {
  const needed = hooks.needed ?? always;
  if (hooks.before !== undefined) before.unshift(hooks.before);
  if (hooks.afterInParent !== undefined) afterInParent.push(hooks.afterInParent);
  if (hooks.afterInChild === undefined) return;
  afterInChild.push({ hook: hooks.afterInChild, needed });
  runsInChildren(hooks.afterInChild);
}

/** How many forks led to this process. */
export const forkGeneration = (): number => generation;

/** The last thing in the parent before the fork. */
export function runBeforeFork(): void {
  run(before);
  dueInChild = due(afterInChild);
}

/** In both processes, by the same code: what a child calls has been called in its parent. */
export function runAfterFork(inChild: boolean): void {
  if (inChild) generation++;
  run(inChild ? dueInChild : afterInParent);
}

function run(hooks: Hook[]): void {
  for (let i = 0; i < hooks.length; i++) hooks[i]!();
}

function due(all: Conditional[]): Hook[] {
  const chosen: Hook[] = [];
  for (const { hook, needed } of all) if (needed()) chosen.push(hook);
  return chosen;
}
