import { StateError, invalidType } from '../errors';

/** For what is made by fork alone: a context whose start method is another one is refused. */
export function requireForkContext(context: unknown, name: string): void {
  if (context == null) return;
  const { getStartMethod } = context as { getStartMethod?: unknown };
  if (typeof getStartMethod !== 'function')
    throw invalidType(name, 'a context, as getContext() gives it', context);
  const method: unknown = getStartMethod.call(context);
  if (method !== 'fork') {
    throw new StateError(
      `the workers of a pool are forked: a context of ${String(method)} makes none`,
      'ERR_START_METHOD_UNSUPPORTED',
    );
  }
}
