/**
 * What parts of the library do around a fork, of either kind (os.fork or Process), before the user's own hooks of
 * os.registerAtFork. A part registers itself once, when its module loads. Hooks must not throw.
 */
export interface InternalForkHooks {
  before?: () => void;
  afterInParent?: () => void;
  afterInChild?: () => void;
  /** In the child of a Process only, after all `afterInChild`: nothing that the parent was waiting for goes on here. */
  afterInCleanChild?: () => void;
}

const registered: InternalForkHooks[] = [];

export function addForkHooks(hooks: InternalForkHooks): void {
  registered.push(hooks);
}

export function runBeforeFork(): void {
  for (let i = registered.length - 1; i >= 0; i--) registered[i]?.before?.();
}

export function runAfterForkInParent(): void {
  for (const hooks of registered) hooks.afterInParent?.();
}

export function runAfterForkInChild(): void {
  for (const hooks of registered) hooks.afterInChild?.();
}

export function runAfterForkInCleanChild(): void {
  for (const hooks of registered) hooks.afterInCleanChild?.();
}
