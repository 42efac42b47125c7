/** Who this process is, who made it, and whom it has made. */
import { addForkHooks } from '../util/fork-hooks';
import type { ParentProcess } from './parent';
import type { Process } from './process';
import { runsInChildren } from '../util/child-code';

let current: Process | null = null;
let makeMain: () => Process = () => {
  throw new Error('the process module is not loaded');
};
let parent: ParentProcess | null = null;
const children = new Set<Process>();

// After a fork the parent's children are not the child's to wait for.
addForkHooks({ needed: () => children.size > 0, afterInChild: () => children.clear() });

/** process.ts says how the object for the main process is made. */
export function setMainProcessFactory(make: () => Process): void {
  makeMain = make;
}

/**
 * The object of the running process: in a child the very instance whose `start()` made it, in the main process one
 * named `MainProcess`. Python: multiprocessing.current_process.
 * @example
 * console.log(currentProcess().name);
 */
export function currentProcess(): Process {
  current ??= makeMain();
  return current;
}

/** True for the object of the running process, without making one. */
export function isCurrent(candidate: Process): boolean {
  return candidate === current;
}

/** The process that started this one, or null in the main process. Python: multiprocessing.parent_process. */
export function parentProcess(): ParentProcess | null {
  return parent;
}

/** Whether there may be children to look after. */
export function hasChildren(): boolean {
  return children.size > 0;
}

/** The children of this process that are alive. Those that have ended are reaped. Python: active_children. */
export function activeChildren(): Process[] {
  reapEnded();
  return [...children];
}

/** In a new process. */
export function becomeProcess(self: Process, itsParent: ParentProcess): void {
  current = self;
  parent = itsParent;
}

let beginning = false;

/** In a process that was started anew: it is loading the modules it needs. */
export function setBeginning(on: boolean): void {
  beginning = on;
}

/** Whether this process is not itself yet: a module that starts processes unasked must not do so here. */
export function isBeginning(): boolean {
  return beginning;
}

export function addChild(child: Process): void {
  children.add(child);
}

export function removeChild(child: Process): void {
  children.delete(child);
}

/** Reaps the children that have ended. */
export function reapEnded(): void {
  for (const child of children) child.isAlive();
}

runsInChildren(becomeProcess);
