/** How often the kernel has killed for want of memory in the control group of this process; cgroups(7), both versions. */
import { readFileSync } from 'node:fs';

export class OomKills {
  readonly #file: string | null;

  /** @param groups what /proc/self/cgroup is, `root` where control groups are mounted */
  constructor(groups = '/proc/self/cgroup', root = '/sys/fs/cgroup') {
    this.#file = candidates(read(groups), root).find((path) => countIn(read(path)) !== null) ?? null;
  }

  /** 0 where nobody tells. */
  count(): number {
    return this.#file === null ? 0 : (countIn(read(this.#file)) ?? 0);
  }
}

/** The files that may tell, the nearest group first: in a container its own group is the root of what can be seen. */
function candidates(groups: string, root: string): string[] {
  const unified = /^0::(.*)$/m.exec(groups)?.[1] ?? '';
  const memory = /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$/m.exec(groups)?.[1] ?? '';
  return [
    `${root}/memory${memory}/memory.oom_control`,
    `${root}/memory/memory.oom_control`,
    `${root}${unified}/memory.events`,
    `${root}/memory.events`,
  ];
}

function countIn(text: string): number | null {
  const found = /^oom_kill (\d+)$/m.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
