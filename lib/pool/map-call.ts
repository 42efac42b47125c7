/** map and starmap: the items in chunks, the results in one array. */
import { AsyncResult, callSafely } from './async-result';
import { defaultChunksize, Gathering } from './chunks';
import type { Dispatcher } from './dispatcher';
import { isAsyncIterable, type AnyIterable } from './iterables';
import { checkChunksize, checkTimeout, type MapAsyncOptions, type MapOptions } from './options';
import type { Mode } from './protocol';
import { collect } from './readers';
import type { TaskFunction } from './registry';
import type { Task } from './task';
import { checkFunction } from '../util/validate';

/** Throws what is wrong with the options, or with an item that cannot be cloned. */
export function startMap<R>(
  dispatcher: Dispatcher,
  mode: Mode,
  fn: TaskFunction,
  iterable: AnyIterable<unknown>,
  options: MapAsyncOptions<R>,
): AsyncResult<R[]> {
  const chunksize = options.chunksize == null ? null : checkChunksize(options.chunksize);
  const timeout = checkTimeout(options.timeout);
  const result = new AsyncResult<R[]>(dispatcher, options);
  const send = (items: readonly unknown[]): void => {
    if (items.length === 0) return result.resolve([]);
    const size = chunksize ?? defaultChunksize(items.length, dispatcher.settings.processes);
    const gathering = new Gathering(
      items.length,
      Math.ceil(items.length / size),
      result as AsyncResult,
      progressOf(options),
    );
    const sent: Task[] = [];
    try {
      dispatcher.bequeath(mode, items, () => {
        for (let start = 0; start < items.length; start += size) {
          const args = items.slice(start, start + size);
          const init = { fn, mode, args, timeout, signal: options.signal };
          sent.push(dispatcher.submit(init, gathering.part(start, args.length)));
        }
      });
    } catch (error) {
      for (const task of sent) dispatcher.cancel(task, error);
      throw error;
    }
  };
  if (isAsyncIterable(iterable)) {
    collect(iterable, dispatcher.readers, options.signal)
      .then(send)
      .catch((error: unknown) => result.reject(error));
  } else {
    send(Array.isArray(iterable) ? iterable : [...iterable]);
  }
  return result;
}

function progressOf({ onProgress }: MapOptions): ((done: number, total: number) => void) | null {
  if (onProgress == null) return null;
  checkFunction(onProgress, 'onProgress');
  return (done, total) => callSafely<void>(() => onProgress(done, total), undefined);
}
