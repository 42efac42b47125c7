/**
 * Every error class of the library. Each error has a stable `code`; a failed system call is an {@link OSError}.
 * Nothing here knows the rest of the library.
 */
import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';

/** Texts of what Node's own table, which is libuv's, leaves out. */
const otherTexts: Readonly<Record<string, string>> = {
  EBADMSG: 'bad message',
  ECHILD: 'no child processes',
  EDEADLK: 'resource deadlock avoided',
  EDQUOT: 'disk quota exceeded',
  EINPROGRESS: 'operation now in progress',
  ENOEXEC: 'exec format error',
  ENOLCK: 'no locks available',
  ESTALE: 'stale file handle',
};
const systemErrors: ReadonlyMap<number, readonly [string, string]> = new Map([
  ...Object.entries(constants.errno).map(
    ([name, errno]) => [-errno, [name, otherTexts[name] ?? name]] as const,
  ),
  [-130, ['EOWNERDEAD', 'owner died']],
  [-131, ['ENOTRECOVERABLE', 'state not recoverable']],
  ...getSystemErrorMap(),
]);

/** What an `OSError` is made of. */
export interface OSErrorInit {
  /** Stable identifier: the errno's name (`'ENOENT'`) or one of the library's own (`'ERR_FORK_UNSUPPORTED'`). */
  code?: string;
  /** Positive errno; 0 when no system call was involved. */
  errno?: number;
  /** Name of the system call that failed. */
  syscall?: string;
  cause?: unknown;
}

/** A system call failed. Python: `OSError`; `code` is what `errno.errorcode` gives there. */
export class OSError extends Error {
  readonly code: string;
  readonly errno: number;
  readonly syscall: string;

  constructor(message: string, init: OSErrorInit = {}) {
    super(message, init.cause === undefined ? undefined : { cause: init.cause });
    this.errno = init.errno ?? 0;
    this.code = init.code ?? systemErrors.get(-this.errno)?.[0] ?? 'EUNKNOWN';
    this.syscall = init.syscall ?? '';
  }

  override get name(): string {
    return this.constructor.name;
  }
}

/** ECHILD: there is no such child to wait for. */
export class ChildProcessError extends OSError {}
/** ESRCH: there is no such process. */
export class ProcessLookupError extends OSError {}
/** EPERM, EACCES. */
export class PermissionError extends OSError {}
/** ENOENT. */
export class FileNotFoundError extends OSError {}
/** EEXIST. */
export class FileExistsError extends OSError {}
/** EPIPE, ESHUTDOWN: nobody reads at the other end. */
export class BrokenPipeError extends OSError {}
/** EINTR. */
export class InterruptedError extends OSError {}
/** EAGAIN and its kin: the call would have had to wait. */
export class BlockingIOError extends OSError {}
/** ECONNREFUSED. */
export class ConnectionRefusedError extends OSError {}
/** ECONNRESET. */
export class ConnectionResetError extends OSError {}

/** A timer of `signal.setitimer` was given a time or a kind that does not exist. */
export class ItimerError extends OSError {}

const classesByCode: Readonly<Record<string, typeof OSError>> = {
  ECHILD: ChildProcessError,
  ESRCH: ProcessLookupError,
  EPERM: PermissionError,
  EACCES: PermissionError,
  ENOENT: FileNotFoundError,
  EEXIST: FileExistsError,
  EPIPE: BrokenPipeError,
  ESHUTDOWN: BrokenPipeError,
  EINTR: InterruptedError,
  EAGAIN: BlockingIOError,
  EALREADY: BlockingIOError,
  EINPROGRESS: BlockingIOError,
  ECONNREFUSED: ConnectionRefusedError,
  ECONNRESET: ConnectionResetError,
};

/** The error for a positive `errno` of `syscall`, of the class that Python would raise. */
export function systemError(errno: number, syscall: string, detail?: string, code?: string): OSError {
  const [name, text] = systemErrors.get(-errno) ?? [`E${errno}`, `error ${errno}`];
  const finalCode = code ?? name;
  const Class = classesByCode[finalCode] ?? OSError;
  const reason = errno === 0 ? (detail ?? finalCode) : detail ? `${text}: ${detail}` : text;
  return new Class(`${syscall ? `${syscall}: ` : ''}${reason}`, { code: finalCode, errno, syscall });
}

function named<T extends Error>(error: T, name: string, code: string): T {
  Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
  Object.defineProperty(error, 'code', { value: code, configurable: true, writable: true, enumerable: true });
  return error;
}

/** Wrong kind of argument: a TypeError with `code: 'ERR_INVALID_ARG_TYPE'`. */
export function invalidType(name: string, expected: string, actual: unknown): TypeError {
  const shown = actual === null ? 'null' : typeof actual === 'object' ? 'an object' : typeof actual;
  return named(
    new TypeError(`${name} must be ${expected}, not ${shown}`),
    'TypeError',
    'ERR_INVALID_ARG_TYPE',
  );
}

/** Right kind, wrong value: a RangeError with `code: 'ERR_OUT_OF_RANGE'`. */
export function outOfRange(name: string, expected: string, actual: unknown): RangeError {
  return named(
    new RangeError(`${name} must be ${expected}, not ${String(actual)}`),
    'RangeError',
    'ERR_OUT_OF_RANGE',
  );
}

/**
 * A call that the state of its object forbids. Python raises ValueError or AssertionError there, JavaScript has
 * neither; `code` tells them apart.
 */
export class StateError extends Error {
  readonly code: string;
  constructor(message: string, code = 'ERR_INVALID_STATE') {
    super(message);
    this.code = code;
  }
  override get name(): string {
    return this.constructor.name;
  }
}

/**
 * Thrown by `signal.defaultIntHandler`. A process that dies of it, uncaught, dies by SIGINT, so that its parent sees
 * what happened.
 */
export class KeyboardInterrupt extends Error {
  readonly code = 'ERR_KEYBOARD_INTERRUPT';
  constructor(message = 'interrupted by SIGINT') {
    super(message);
  }
  override get name(): string {
    return 'KeyboardInterrupt';
  }
}

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
  constructor(message: string, options?: ErrorOptions) {
    super(message, 'ERR_RESULT_NOT_CLONABLE', options);
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

/** A barrier that was aborted, reset, timed out or lost a party. */
export class BrokenBarrierError extends StateError {
  constructor(message = 'the barrier is broken') {
    super(message, 'ERR_BROKEN_BARRIER');
  }
}

/** Nothing in the queue. */
export class Empty extends StateError {
  constructor(message = 'the queue is empty') {
    super(message, 'ERR_QUEUE_EMPTY');
  }
}

/** No room in the queue. */
export class Full extends StateError {
  constructor(message = 'the queue is full') {
    super(message, 'ERR_QUEUE_FULL');
  }
}

/** A future was cancelled. */
export class CancelledError extends StateError {
  constructor(message = 'the future was cancelled') {
    super(message, 'ERR_CANCELLED');
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

/** A future is not in the state the call needs. */
export class InvalidStateError extends StateError {}

/** A pool cannot start workers. */
export class BrokenProcessPool extends StateError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, 'ERR_BROKEN_POOL');
    if (options && 'cause' in options) this.cause = options.cause;
  }
}
