export * as os from './os/index';
export * as signal from './signal/index';
export * as multiprocessing from './multiprocessing';
export * as futures from './futures/index';
export * from './multiprocessing';
export {
  ProcessPoolExecutor,
  Future,
  MapResult,
  asCompleted,
  FIRST_COMPLETED,
  FIRST_EXCEPTION,
  ALL_COMPLETED,
} from './futures/index';
export type { ProcessPoolExecutorOptions, ShutdownOptions, MapResultOptions } from './futures/index';
export * from './errors/classes';
