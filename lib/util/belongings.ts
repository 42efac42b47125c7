/**
 * Who owns an end of a pipe after forks. An object handed to a process in its `args` belongs to that process and to
 * its creator: children forked later drop it when they start, so that EOF is seen in time. An object that was
 * never handed over stays usable from every child's closures.
 */
import { runsInChildren } from './child-code';

/** A closable thing with a descriptor that must not linger in processes it was not handed to. */
export interface Belonging {
  /** Closes this process's copy, silently. */
  dropAfterFork(): void;
}

const tracked = new Set<WeakRef<Belonging>>();
const handedOver = new WeakSet<Belonging>();
const known = new WeakSet<object>();
const forget = new FinalizationRegistry<WeakRef<Belonging>>((ref) => tracked.delete(ref));

/** Called by the constructor of every class whose objects are belongings. */
export function trackBelonging(thing: Belonging): void {
  const ref = new WeakRef(thing);
  tracked.add(ref);
  known.add(thing);
  forget.register(thing, ref);
}

/** The belongings in a value: in arrays, objects, Maps and Sets, at any depth. */
export function findBelongings(value: unknown): Set<Belonging> {
  const found = new Set<Belonging>();
  const seen = new Set<object>();
  const queue: unknown[] = [value];
  while (queue.length > 0) {
    const next = queue.pop();
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    if (known.has(next)) found.add(next as Belonging);
    else if (Array.isArray(next) || next instanceof Set) queue.push(...next);
    else if (next instanceof Map) queue.push(...next.keys(), ...next.values());
    else if (!ArrayBuffer.isView(next)) queue.push(...Object.values(next));
  }
  return found;
}

/** In the creator, before the fork: these now belong to the process about to start. */
export function handOver(things: Iterable<Belonging>): void {
  for (const thing of things) handedOver.add(thing);
}

/** In the new process: drops what was handed to others. */
export function keepOnly(given: ReadonlySet<Belonging>): void {
  for (const ref of tracked) {
    const thing = ref.deref();
    if (thing !== undefined && handedOver.has(thing) && !given.has(thing)) thing.dropAfterFork();
  }
}

runsInChildren(keepOnly);
