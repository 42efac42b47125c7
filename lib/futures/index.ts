/** Python's `concurrent.futures`, for processes. */
export { ProcessPoolExecutor } from './executor';
export type { ProcessPoolExecutorOptions, ShutdownOptions } from './executor';
export { Future } from './future';
export { MapResult } from './map-result';
export type { MapResultOptions } from './map-result';
export { wait, waitSync, asCompleted, FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED } from './wait';
export type { WaitOptions, ReturnWhen, DoneAndNotDone, CompletedFuture } from './wait';
export {
  BrokenProcessPool,
  CancelledError,
  InvalidStateError,
  MaybeEncodingError,
  RemoteTraceback,
  TimeoutError,
  WorkerLostError,
} from '../errors';
