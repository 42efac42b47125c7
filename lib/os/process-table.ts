/** The table of processes as /proc shows it: proc_pid_stat(5). Processes may be gone between two looks at them. */
import { readdirSync, readFileSync } from 'node:fs';
import { FileNotFoundError, systemError } from '../errors';
import { native } from '../native';

const ESRCH = 3;

/** The fields of /proc/PID/stat that are used here. */
export interface Row {
  pid: number;
  comm: string;
  state: string;
  ppid: number;
  pgid: number;
  sid: number;
  /** The foreground process group of its terminal; -1 without one. */
  foreground: number;
  nice: number;
  threads: number;
  /** Clock ticks since boot. */
  started: number;
  /** Pages. */
  rss: number;
}

/** The name may hold anything, blanks and parentheses too: it ends at the last parenthesis. */
export function parseRow(text: string): Row {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  const rest = text.slice(close + 2).split(' ');
  const field = (number: number): number => Number(rest[number - 3]);
  return {
    pid: parseInt(text, 10),
    comm: text.slice(open + 1, close),
    state: rest[0] ?? 'X',
    ppid: field(4),
    pgid: field(5),
    sid: field(6),
    foreground: field(8),
    nice: field(19),
    threads: field(20),
    started: field(22),
    rss: field(24),
  };
}

/**
 * A file of /proc/PID.
 * @throws ProcessLookupError (ESRCH) there is no such process
 */
export function readProcFile(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    const { code, errno } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && pid === native.getpid())
      throw new FileNotFoundError(`/proc is not there`, { errno: 2, syscall: 'open', cause: error });
    const gone = code === 'ENOENT' || code === 'ESRCH';
    throw systemError(gone ? ESRCH : Math.abs(errno ?? 0), 'open', `/proc/${pid}/${file}`);
  }
}

export const readRow = (pid: number): Row => parseRow(readProcFile(pid, 'stat'));

/** Undefined when the process is gone, or is not for us to see. */
export function tryReadRow(pid: number): Row | undefined {
  try {
    return readRow(pid);
  } catch {
    return undefined;
  }
}

/** All processes, in ascending order of their pids. */
export function allRows(): Row[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids
    .map(Number)
    .sort((a, b) => a - b)
    .map(tryReadRow)
    .filter((row) => row !== undefined);
}
