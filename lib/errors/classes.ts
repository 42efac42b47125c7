/** The classes of errors, all of them public. */
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
} from './system';
export type { OSErrorInit } from './system';
export { KeyboardInterrupt } from './keyboard-interrupt';
export {
  StateError,
  BrokenBarrierError,
  Empty,
  Full,
  CancelledError,
  InvalidStateError,
  BrokenProcessPool,
} from './state';
export {
  ProcessError,
  BufferTooShort,
  AuthenticationError,
  TimeoutError,
  MaybeEncodingError,
  RemoteTraceback,
  EOFError,
  WorkerLostError,
} from './process';
