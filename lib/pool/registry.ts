/**
 * Functions by number. They are never sent: a worker has those that were registered before the fork that made it,
 * closures with all they hold. Nothing here keeps a function alive but, in a worker, everything does: what its parent
 * may still name must not be collected there.
 */
import { programRunsInChildren } from '../util/child-code';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a task takes whatever its args are
export type TaskFunction = (...args: any[]) => unknown;

const numbers = new WeakMap<TaskFunction, number>();
const functions = new Map<number, WeakRef<TaskFunction>>();
const forgotten = new FinalizationRegistry<number>((number) => functions.delete(number));
let held: Map<number, TaskFunction> | null = null;
let next = 1;

/** The number of a function, its own for ever. */
export function numberOf(fn: TaskFunction): number {
  const known = numbers.get(fn);
  if (known !== undefined) return known;
  const number = next++;
  numbers.set(fn, number);
  functions.set(number, new WeakRef(fn));
  forgotten.register(fn, number);
  return number;
}

/** Functions with a number below this exist: a worker forked now knows them. */
export function registered(): number {
  return next;
}

const MOST_COMPILED = 100;
let compiled = 1;

/** Before a worker is forked: those that are new, or the newest of them, are compiled with it. */
export function compileNew(): void {
  for (compiled = Math.max(compiled, next - MOST_COMPILED); compiled < next; compiled++) {
    const fn = functions.get(compiled)?.deref();
    if (fn !== undefined) programRunsInChildren(fn);
  }
}

/** In a new worker. Returns what makes it undone. */
export function holdAll(): () => void {
  const before = held;
  held = new Map();
  for (const [number, ref] of functions) {
    const fn = ref.deref();
    if (fn !== undefined) held.set(number, fn);
  }
  return () => {
    held = before;
  };
}

/** In a worker: the function its parent means. */
export function functionAt(number: number): TaskFunction {
  const fn = held?.get(number);
  if (fn === undefined) throw new Error(`the worker does not know function ${number}`);
  return fn;
}
