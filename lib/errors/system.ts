/** Failed system calls: one class each that Python has, by the errno. Nothing here knows the rest of the library. */
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
