/** How often the kernel has killed for want of memory in the control group of this process. */
import { readFileSync } from 'node:fs';

let file: string | null | undefined;

/** 0 where nobody tells. */
export function oomKills(): number {
  if (file === undefined) file = findFile();
  if (file === null) return 0;
  try {
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync(file, 'latin1'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function findFile(): string | null {
  try {
    const group = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'latin1'))?.[1];
    for (const path of [`/sys/fs/cgroup${group ?? ''}/memory.events`, '/sys/fs/cgroup/memory.events']) {
      try {
        readFileSync(path, 'latin1');
        return path;
      } catch {
        // the next
      }
    }
  } catch {
    // no /proc
  }
  return null;
}
