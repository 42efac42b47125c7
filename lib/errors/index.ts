/** Every error class of the library. Each error has a stable `code`; a failed system call is an `OSError`. */
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
  systemError,
} from './system';
export type { OSErrorInit } from './system';
export { KeyboardInterrupt } from './keyboard-interrupt';
export { invalidType, outOfRange } from './arguments';
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
