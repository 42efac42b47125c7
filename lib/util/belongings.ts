/**
 * Who owns an end of a pipe after forks. An object handed to a process in its `args` belongs to that process and to
 * its creator: children forked later drop it when they start, so that EOF is seen in time. An object that was
 * never handed over stays usable from every child's closures.
 */
import { types } from 'node:util';
import { runsInChildren } from './child-code';

const { isProxy } = types;

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

/**
 * The belongings in a value: in arrays, objects, Maps and Sets, at any depth. A Proxy is left alone: to look into one may
 * be a call to a server, and need not come to an end.
 */
export function findBelongings(value: unknown): Set<Belonging> {
  const found = new Set<Belonging>();
  const reached = new Set<object>();
  const reach = (one: unknown): void => {
    if (typeof one === 'object' && one !== null) reached.add(one);
  };
  reach(value);
  for (const one of reached) {
    if (known.has(one)) found.add(one as Belonging);
    else if (!ArrayBuffer.isView(one) && !isProxy(one)) forEachMember(one, reach);
  }
  return found;
}

function forEachMember(thing: object, reach: (member: unknown) => void): void {
  if (thing instanceof Map) {
    thing.forEach((value, key) => {
      reach(key);
      reach(value);
    });
  } else if (Array.isArray(thing) || thing instanceof Set) thing.forEach(reach);
  else Object.values(thing).forEach(reach);
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
