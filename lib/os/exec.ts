/**
 * Replacing this program by another: same pid, same parent, nothing of Node left. Neither exit handlers run nor is
 * anything flushed. Descriptors that are close-on-exec close, which all are that Node or this library opened. Signals that a
 * handler catches get their default, ignored ones stay ignored, except SIGPIPE and SIGXFSZ, which Node ignores unasked:
 * those get their default too. The signal mask stays. Descriptors 0, 1 and 2 block again. When it fails all is as before.
 */
import { native } from '../native';
import { checkFd, checkString } from '../util/validate';
import { candidates, checkArguments, environmentLines, type Environment } from './program';

/**
 * Runs the program `path` (or an open file) in place of this one, with this environment. execve(2).
 * @throws FileNotFoundError (ENOENT), PermissionError (EACCES), OSError (ENOEXEC, E2BIG …)
 * @throws RangeError (ERR_OUT_OF_RANGE) `argv` is empty
 * @example
 * os.execv('/bin/echo', ['echo', 'hello']); // never returns
 */
export const execv = (path: string | number, argv: readonly string[]): never => execve(path, argv, null);

/** As {@link execv} with the environment `env`; null and undefined: this process's. */
export function execve(path: string | number, argv: readonly string[], env: Environment | null): never {
  const program = typeof path === 'number' ? checkFd(path, 'path') : [checkString(path, 'path')];
  return native.exec(program, checkArguments(argv), environmentLines(env));
}

/** As {@link execv}; a `file` without a slash is looked for in PATH. */
export const execvp = (file: string, argv: readonly string[]): never => execvpe(file, argv, null);

/** As {@link execve}; a `file` without a slash is looked for in the PATH of `env`. */
export function execvpe(file: string, argv: readonly string[], env: Environment | null): never {
  const lines = environmentLines(env);
  return native.exec(candidates(checkString(file, 'file'), env), checkArguments(argv), lines);
}

/** {@link execv} with the arguments one by one. */
export const execl = (path: string, ...argv: string[]): never => execv(path, argv);
/** {@link execvp} with the arguments one by one. */
export const execlp = (file: string, ...argv: string[]): never => execvp(file, argv);
/** {@link execve} with the arguments one by one, the environment last. */
export const execle = (path: string, ...rest: [...argv: string[], env: Environment]): never =>
  execve(path, ...split(rest));
/** {@link execvpe} with the arguments one by one, the environment last. */
export const execlpe = (file: string, ...rest: [...argv: string[], env: Environment]): never =>
  execvpe(file, ...split(rest));

const split = (rest: [...argv: string[], env: Environment]): [argv: string[], env: Environment] => [
  rest.slice(0, -1) as string[],
  rest.at(-1) as Environment,
];
