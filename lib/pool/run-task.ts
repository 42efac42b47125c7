/** In a worker: from the message of a task to its outcome. */
import { checkSyncIterable } from './iterables';
import { APPLY, MAP, THREW, type ChunkResult, type TaskMessage } from './protocol';
import { functionAt, type TaskFunction } from './registry';

/** A promise only where the function gives one. */
export function runTask(message: TaskMessage): unknown {
  const { mode, args, kwargs } = message;
  const fn = functionAt(message.number);
  if (mode !== APPLY) return runChunk(fn, args, mode === MAP, kwargs);
  if (kwargs !== null) args.push(kwargs);
  return fn(...args);
}

/** One item after the other; one that fails does not keep the others from being done. */
function runChunk(
  fn: TaskFunction,
  items: readonly unknown[],
  single: boolean,
  kwargs: object | null,
): ChunkResult | Promise<ChunkResult> {
  const result: ChunkResult = { values: [], failures: [] };
  const call = (item: unknown): unknown => {
    if (single && kwargs === null) return fn(item);
    const args = single ? [item] : [...checkSyncIterable(item as Iterable<unknown>, 'item')];
    if (kwargs !== null) args.push(kwargs);
    return fn(...args);
  };
  const failed = (index: number, error: unknown): void => {
    result.values[index] = undefined;
    result.failures.push([index, THREW, error]);
  };
  const goOn = async (first: PromiseLike<unknown>, from: number): Promise<ChunkResult> => {
    let pending: unknown = first;
    for (let index = from; ; pending = undefined) {
      try {
        result.values[index] = await (pending ?? call(items[index]));
      } catch (error) {
        failed(index, error);
      }
      if (++index === items.length) return result;
    }
  };
  for (let index = 0; index < items.length; index++) {
    try {
      const value = call(items[index]);
      if (isThenable(value)) return goOn(value, index);
      result.values[index] = value;
    } catch (error) {
      failed(index, error);
    }
  }
  return result;
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}
