/** What other processes do: time out, go away, fail. */

/** Root of the errors of `multiprocessing`. */
export class ProcessError extends Error {
  readonly code: string;
  constructor(message = '', code = 'ERR_PROCESS', options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
  override get name(): string {
    return this.constructor.name;
  }
}

/** `recvBytesInto`: the message is larger than the buffer; the whole of it is in `message` bytes `data`. */
export class BufferTooShort extends ProcessError {
  readonly data: Buffer;
  constructor(data: Buffer) {
    super(`buffer too short for a message of ${data.length} bytes`, 'ERR_BUFFER_TOO_SHORT');
    this.data = data;
  }
}

/** The two ends of a connection do not share a key. */
export class AuthenticationError extends ProcessError {
  constructor(message: string) {
    super(message, 'ERR_AUTHENTICATION');
  }
}

/** A wait ran out of time. */
export class TimeoutError extends ProcessError {
  constructor(message = 'timed out') {
    super(message, 'ETIMEDOUT');
  }
}

/** A task's result cannot be sent back. */
export class MaybeEncodingError extends ProcessError {
  /** Why not, as a text. */
  readonly exc: string;
  /** The result, as console.log would show it. */
  readonly value: string;

  constructor(exc: string, value: string) {
    super(`Error sending result: ${value}. Reason: ${exc}`, 'ERR_RESULT_NOT_CLONABLE');
    this.exc = exc;
    this.value = value;
  }
}

/** The stack of an error where it happened, in another process: the `cause` of the error that arrives. */
export class RemoteTraceback extends Error {
  readonly code = 'ERR_REMOTE';
  constructor(stack: string) {
    super(stack.split('\n', 1)[0] ?? '');
    this.stack = stack;
  }
  override get name(): string {
    return 'RemoteTraceback';
  }
}

/** The other end has been closed and everything it sent has been read. */
export class EOFError extends Error {
  readonly code = 'ERR_EOF';
  constructor(message = 'end of file: the other end is closed') {
    super(message);
  }
  override get name(): string {
    return 'EOFError';
  }
}

/**
 * The process that was running a task died. Exactly that task fails with it; the worker is replaced. `exitCode` is null
 * when a signal ended it, `signal` when none did.
 */
export class WorkerLostError extends ProcessError {
  readonly pid: number;
  readonly exitCode: number | null;
  /** Its name: `'SIGKILL'`. */
  readonly signal: string | null;
  /** What the control group says: it was out of memory in the worker's time. */
  readonly outOfMemory: boolean;

  constructor(
    message: string,
    how: { pid: number; exitCode: number | null; signal: string | null; outOfMemory: boolean },
  ) {
    super(message, 'ERR_WORKER_LOST');
    this.pid = how.pid;
    this.exitCode = how.exitCode;
    this.signal = how.signal;
    this.outOfMemory = how.outOfMemory;
  }
}
