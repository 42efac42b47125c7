/** The children of this process: which there are, and word of new ones. */
import { readdirSync, readFileSync } from 'node:fs';
import { native } from '../native';
import { addForkHooks } from '../util/fork-hooks';
import { allRows } from './process-table';

const listeners = new Set<() => void>();

/** Called when this thread has started a process. */
export function childStarted(): void {
  for (const listener of [...listeners]) listener();
}

addForkHooks({
  needed: () => listeners.size > 0,
  afterInParent: childStarted,
  afterInChild: () => listeners.clear(),
});

/** Returns what ends it. */
export function onChildStarted(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The pids of all children that have not been waited for, of every thread. */
export function childPids(): number[] {
  try {
    return readdirSync('/proc/self/task').flatMap(childrenOfThread);
  } catch {
    const self = native.getpid();
    return allRows() // a kernel without the lists of children
      .filter((row) => row.ppid === self)
      .map((row) => row.pid);
  }
}

function childrenOfThread(tid: string): number[] {
  const text = readFileSync(`/proc/self/task/${tid}/children`, 'latin1').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}
