/**
 * Code that only children run. An engine compiles a function when it is called first, which each child would do anew: it
 * is compiled once, in the parent, before its first such child.
 */
export type Code = (...args: never[]) => unknown;

let waiting: Code[] = [];

/** Ordinary functions, called once each while loading or when they are made. */
export function runsInChildren(...functions: Code[]): void {
  waiting.push(...functions);
}

/** A program's own function, which may be anything that can be called. */
export function programRunsInChildren(code: Code): void {
  if (!sourceOf.call(code).endsWith('{ [native code] }')) waiting.push(code);
}

const sourceOf = Function.prototype.toString as (this: Code) => string;

/** What has been named since the last time. */
export function takeChildCode(): Code[] {
  const taken = waiting;
  if (taken.length > 0) waiting = [];
  return taken;
}
