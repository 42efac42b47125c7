/** posix_spawn(3): a new process with a new program, faster than fork and exec. */
import { invalidType, outOfRange } from '../errors';
import { native } from '../native';
import { signalNumber, type SignalLike } from '../util/signals';
import { checkBoolean, checkFd, checkInteger, checkString } from '../util/validate';
import { checkArguments, environmentLines, type Environment } from './program';
import { priorityOf, type SchedParam } from './scheduling';
import { childStarted } from './children';

/** Opens a file as a descriptor of the new program. */
export const POSIX_SPAWN_OPEN = 0;
/** Closes a descriptor. */
export const POSIX_SPAWN_CLOSE = 1;
/** Copies a descriptor. */
export const POSIX_SPAWN_DUP2 = 2;
/** Closes a descriptor and all above it. */
export const POSIX_SPAWN_CLOSEFROM = 3;

/** One step on the descriptors of the new process, before its program starts. */
export type FileAction =
  | readonly [action: typeof POSIX_SPAWN_OPEN, fd: number, path: string, flags: number, mode: number]
  | readonly [action: typeof POSIX_SPAWN_CLOSE, fd: number]
  | readonly [action: typeof POSIX_SPAWN_DUP2, fd: number, newFd: number]
  | readonly [action: typeof POSIX_SPAWN_CLOSEFROM, fd: number];

/**
 * What happens between the start of the new process and its program. posix_spawn(3), Python: the keyword
 * arguments of `os.posix_spawn`.
 */
export interface PosixSpawnOptions {
  /** Steps on descriptors, in order. Without any, the program gets those that are not close-on-exec. */
  fileActions?: readonly FileAction[];
  /** The process group to join, 0 for one of its own. */
  setpgroup?: number;
  /** Effective user and group become the real ones. */
  resetids?: boolean;
  /** Begins a new session. */
  setsid?: boolean;
  /** The signals that are blocked. Not given: those of the calling thread. */
  setsigmask?: Iterable<SignalLike>;
  /** The signals that get their default action. Not given: SIGPIPE and SIGXFSZ, which Node ignores. */
  setsigdef?: Iterable<SignalLike>;
  /** Policy (SCHED_OTHER, SCHED_FIFO, SCHED_RR; null: this process's) and parameters of the scheduler. */
  scheduler?: readonly [policy: number | null, param: SchedParam];
}

const NSIG = 65;
const NOT_GIVEN = -1;
const ignoredByNode: readonly SignalLike[] = ['SIGPIPE', 'SIGXFSZ'];

/**
 * Starts the program `path` in a new process and returns its pid, which has to be waited for. A program that cannot be
 * started throws here. `env` null or undefined: this process's. Python: `os.posix_spawn`.
 * @throws FileNotFoundError (ENOENT), PermissionError (EACCES), OSError (EBADF: a file action …)
 * @example
 * const pid = os.posixSpawn('/bin/echo', ['echo', 'hello'], process.env);
 * os.waitpid(pid, 0);
 */
export const posixSpawn = (
  path: string,
  argv: readonly string[],
  env?: Environment | null,
  options: PosixSpawnOptions = {},
): number => spawn(path, argv, env, options, false);

/** As {@link posixSpawn}; a `file` without a slash is looked for in PATH. */
export const posixSpawnp = (
  file: string,
  argv: readonly string[],
  env?: Environment | null,
  options: PosixSpawnOptions = {},
): number => spawn(file, argv, env, options, true);

function spawn(
  path: string,
  argv: readonly string[],
  env: Environment | null | undefined,
  options: PosixSpawnOptions,
  search: boolean,
): number {
  if (typeof options !== 'object' || options === null) throw invalidType('options', 'an object', options);
  const pid = native.posixSpawn(
    checkString(path, 'path'),
    checkArguments(argv),
    environmentLines(env),
    search,
    checkActions(options.fileActions ?? []),
    attributes(options),
    options.setsigmask === undefined ? null : signalNumbers(options.setsigmask, 'setsigmask'),
    signalNumbers(options.setsigdef ?? ignoredByNode, 'setsigdef'),
  );
  childStarted();
  return pid;
}

function attributes({ setpgroup, resetids, setsid, scheduler }: PosixSpawnOptions) {
  const [policy, priority] = scheduler === undefined ? [NOT_GIVEN, NOT_GIVEN] : checkScheduler(scheduler);
  return [
    setpgroup === undefined ? NOT_GIVEN : checkInteger(setpgroup, 'setpgroup', 0),
    Number(checkBoolean(resetids ?? false, 'resetids')),
    Number(checkBoolean(setsid ?? false, 'setsid')),
    policy,
    priority,
  ] as const;
}

function checkScheduler(scheduler: unknown): readonly [policy: number, priority: number] {
  if (!Array.isArray(scheduler) || scheduler.length !== 2)
    throw invalidType('scheduler', '[policy or null, param]', scheduler);
  const [policy, param] = scheduler as [unknown, unknown];
  return [policy === null ? NOT_GIVEN : checkInteger(policy, 'policy', 0), priorityOf(param)];
}

function signalNumbers(signals: unknown, name: string): number[] {
  if (
    typeof (signals as Partial<Iterable<SignalLike>> | null)?.[Symbol.iterator] !== 'function' ||
    typeof signals === 'string'
  )
    throw invalidType(name, 'an iterable of signals', signals);
  return Array.from(signals as Iterable<SignalLike>, (each) => {
    const number = signalNumber(each, name);
    if (number < 1 || number >= NSIG) throw outOfRange(name, `of signals between 1 and ${NSIG - 1}`, number);
    return number;
  });
}

function checkActions(actions: unknown): (readonly (number | string)[])[] {
  if (!Array.isArray(actions)) throw invalidType('fileActions', 'an array', actions);
  return actions.map((each: unknown, i) => {
    if (!Array.isArray(each)) throw invalidType(`fileActions[${i}]`, 'an array', each);
    return checkAction(each, `fileActions[${i}]`);
  });
}

function checkAction(action: readonly unknown[], name: string): readonly (number | string)[] {
  const [kind, fd, third, fourth, fifth] = action;
  const head = [
    checkInteger(kind, name, POSIX_SPAWN_OPEN, POSIX_SPAWN_CLOSEFROM),
    checkFd(fd, name),
  ] as const;
  if (kind === POSIX_SPAWN_DUP2) return [...head, checkFd(third, name)];
  if (kind !== POSIX_SPAWN_OPEN) return head;
  const flags = checkInteger(fourth, name);
  return [...head, checkString(third, name), flags, checkInteger(fifth, name, 0, 0o7777)];
}
