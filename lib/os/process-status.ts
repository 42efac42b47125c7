/** What ps(1) and pstree(1) tell, as objects. */
import { systemError } from '../errors';
import { native } from '../native';
import { checkInteger } from '../util/validate';
import { isOrphan } from './orphan';
import { allRows, readProcFile, readRow, type Row } from './process-table';

/**
 * R running or ready · S waiting · D waiting, not to be interrupted · T stopped · t stopped by a debugger · Z zombie: ended,
 * but not waited for · I idle kernel thread · X dead, on its way out of the table.
 */
export type ProcessState = 'R' | 'S' | 'D' | 'T' | 't' | 'Z' | 'I' | 'X';

/** What `ps` tells of a process. */
export interface ProcessStatus {
  pid: number;
  ppid: number;
  pgid: number;
  sid: number;
  /** The name, up to 15 bytes. */
  comm: string;
  state: ProcessState;
  /**
   * What ps(1) prints: the state and flags. `<` high priority, `N` low priority, `L` memory locked, `s` leads its session,
   * `l` has several threads, `+` in the foreground of its terminal.
   */
  stat: string;
  nice: number;
  /** The number of threads. */
  threads: number;
  /** Resident memory, in bytes. */
  rss: number;
  /** Milliseconds since the epoch, to the clock tick (10 ms). */
  startTime: number;
  /** The parent it was born to is gone: it has been adopted. */
  orphan: boolean;
  /** It has ended, and its parent has not waited for it. */
  zombie: boolean;
}

/** A process with all that descend from it. */
export interface ProcessTree extends ProcessStatus {
  /** In ascending order of their pids. */
  children: ProcessTree[];
}

/**
 * The state of a process; of this one when `pid` is left out. Linux only, from /proc.
 * @throws ProcessLookupError (ESRCH) there is no such process
 * @example
 * os.processStatus(pid).zombie; // true from its end until it is waited for
 */
export function processStatus(pid: number = native.getpid()): ProcessStatus {
  checkInteger(pid, 'pid', 1);
  return describe(readRow(pid));
}

/**
 * A process and all that descend from it, as far as their parents live. Processes that end meanwhile are left out.
 * @throws ProcessLookupError (ESRCH) there is no such process
 */
export function processTree(pid: number = native.getpid()): ProcessTree {
  checkInteger(pid, 'pid', 1);
  const root: ProcessTree = { ...processStatus(pid), children: [] };
  const byParent = new Map<number, Row[]>();
  for (const row of allRows()) byParent.set(row.ppid, [...(byParent.get(row.ppid) ?? []), row]);
  // Not recursive: a chain of processes may be longer than the stack. Each row is used once, whatever /proc says.
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const rows = byParent.get(node.pid) ?? [];
    byParent.delete(node.pid);
    node.children = rows.flatMap(describeIfThere);
    open.push(...node.children);
  }
  return root;
}

function describeIfThere(row: Row): ProcessTree[] {
  try {
    return [{ ...describe(row), children: [] }];
  } catch {
    return []; // ended meanwhile
  }
}

function describe(row: Row): ProcessStatus {
  const { pid, ppid, pgid, sid, comm, nice, threads } = row;
  return {
    pid,
    ppid,
    pgid,
    sid,
    comm,
    state: row.state as ProcessState,
    stat: row.state + flags(row, lockedKilobytes(pid)),
    nice,
    threads,
    rss: row.rss * native.getpagesize(),
    startTime: toEpoch(row.started),
    orphan: isOrphan(row),
    zombie: row.state === 'Z',
  };
}

function flags(row: Row, locked: number): string {
  return [
    row.nice < 0 ? '<' : row.nice > 0 ? 'N' : '',
    locked > 0 ? 'L' : '',
    row.sid === row.pid ? 's' : '',
    row.threads > 1 ? 'l' : '',
    row.foreground === row.pgid ? '+' : '',
  ].join('');
}

/** Also the proof that `pid` is a process: /proc shows threads by their own ids, too. */
function lockedKilobytes(pid: number): number {
  const status = readProcFile(pid, 'status');
  if (numberIn(status, 'Tgid') !== pid) throw systemError(3, 'open', `${pid} is a thread`);
  return numberIn(status, 'VmLck') ?? 0;
}

function numberIn(status: string, name: string): number | undefined {
  const value = new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1];
  return value === undefined ? undefined : Number(value);
}

const SETTLED_MS = 50;
let bootOffset = NaN;

/** The clocks' difference is measured once, and again after the time was set: a start time does not waver. */
function toEpoch(ticks: number): number {
  const measured = native.bootOffset();
  if (!(Math.abs(measured - bootOffset) < SETTLED_MS)) bootOffset = measured;
  return Math.round(bootOffset + (ticks * 1000) / native.clockTicks());
}
