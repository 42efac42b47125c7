/** The errors that are names of `multiprocessing`, and of every context. */
export {
  AuthenticationError,
  BrokenBarrierError,
  BufferTooShort,
  Empty,
  EOFError,
  Full,
  MaybeEncodingError,
  ProcessError,
  RemoteTraceback,
  StateError,
  TimeoutError,
  WorkerLostError,
} from './classes';
