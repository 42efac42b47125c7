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
export {
  OSError,
  ChildProcessError,
  ProcessLookupError,
  PermissionError,
  FileNotFoundError,
  FileExistsError,
  BrokenPipeError,
  InterruptedError,
  BlockingIOError,
  ConnectionRefusedError,
  ConnectionResetError,
  ItimerError,
  KeyboardInterrupt,
  StateError,
  ProcessError,
  BufferTooShort,
  AuthenticationError,
  TimeoutError,
  MaybeEncodingError,
  RemoteTraceback,
  EOFError,
  BrokenBarrierError,
  Empty,
  Full,
  CancelledError,
  WorkerLostError,
  InvalidStateError,
  BrokenProcessPool,
} from './errors';
export type { OSErrorInit } from './errors';
