/** All the dispatchers of this process. Being here keeps none of them alive. */
import type { Dispatcher } from './dispatcher';

const dispatchers = new Set<WeakRef<Dispatcher>>();

export function addDispatcher(one: Dispatcher): void {
  dispatchers.add(new WeakRef(one));
}

export function eachDispatcher(call: (one: Dispatcher) => void): void {
  for (const ref of dispatchers) {
    const one = ref.deref();
    if (one === undefined) dispatchers.delete(ref);
    else call(one);
  }
}

export function someDispatcher(test: (one: Dispatcher) => boolean): boolean {
  for (const ref of dispatchers) {
    const one = ref.deref();
    if (one !== undefined && test(one)) return true;
  }
  return false;
}
