/**
 * Was a process adopted? The kernel keeps no record of the first parent, so this goes by what is known, the surest first:
 *
 * 1. Processes forked or spawned with this library, from this process, its forebears and their descendants by fork, are in a
 *    table that all of them share: the answer is exact.
 * 2. A parent that is younger than its child has adopted it.
 * 3. A child of init (pid 1) counts as adopted, unless systemd started it as a service and said so in its environment.
 * 4. A child of this process that neither this library nor child_process started has been adopted, if this process
 *    adopts at all.
 * 5. Another parent in another session, when the child leads no session itself: sessions are inherited, so the first parent
 *    was somebody else.
 *
 * Nothing known speaks for adoption: not an orphan. Missed are orphans adopted by a subreaper of their own session that had
 * nothing to do with this library.
 */
import { native } from '../native';
import { readProcFile, tryReadRow, type Row } from './process-table';

const INIT = 1;
const NANOS_PER_SECOND = 1e9;

export function isOrphan(child: Row): boolean {
  if (child.ppid === 0) return false; // init itself, kernel threads, or a parent outside this pid namespace
  const born = native.birthParent(child.pid, (child.started * NANOS_PER_SECOND) / native.clockTicks());
  if (born !== 0) return born !== child.ppid;
  const parent = tryReadRow(child.ppid);
  if (parent !== undefined && parent.started > child.started) return true;
  if (child.ppid === native.getpid()) return adopts() && !native.childProcessPids().includes(child.pid);
  if (child.ppid === INIT) return !isService(child.pid);
  return parent !== undefined && child.sid !== parent.sid && child.sid !== child.pid;
}

const adopts = (): boolean => native.getpid() === INIT || native.getChildSubreaper() !== 0;

/** systemd names the process it started in the environment of its services. */
function isService(pid: number): boolean {
  try {
    return readProcFile(pid, 'environ').split('\0').includes(`SYSTEMD_EXEC_PID=${pid}`);
  } catch {
    return false;
  }
}
