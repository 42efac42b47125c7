/** Starting Node anew with a program of this library: what of this process's own start it shares. */
import { native } from '../native';
import { close, F_DUPFD_CLOEXEC, O_RDONLY, pidfdOpen, posixSpawn } from '../os';
import { POSIX_SPAWN_DUP2, POSIX_SPAWN_OPEN, type FileAction } from '../os';

/** Where the descriptors of the program begin. */
export const FIRST_DESCRIPTOR = 3;

export interface Started {
  pid: number;
  /** The caller's to close. */
  pidfd: number;
}

/** `script`: an absolute path. It finds `descriptors` from FIRST_DESCRIPTOR on; its stdin is empty. */
export function startNode(script: string, args: readonly string[], descriptors: readonly number[]): Started {
  const above = FIRST_DESCRIPTOR + descriptors.length;
  const copies: number[] = [];
  try {
    // Beyond the places they are to have: none is overwritten before it is copied.
    for (const fd of descriptors) copies.push(native.fcntl(fd, F_DUPFD_CLOEXEC, above));
    const actions: FileAction[] = [[POSIX_SPAWN_OPEN, 0, '/dev/null', O_RDONLY, 0]];
    copies.forEach((fd, i) => actions.push([POSIX_SPAWN_DUP2, fd, FIRST_DESCRIPTOR + i]));
    const argv = [process.argv0, ...ownFlags(), script, ...args];
    const pid = posixSpawn(process.execPath, argv, process.env, { fileActions: actions });
    return { pid, pidfd: pidfdOpen(pid) };
  } finally {
    for (const fd of copies) close(fd);
  }
}

/** The flags of Node that this process runs with: loaders, limits; not what was to be run, nor the debugger's port. */
function ownFlags(): string[] {
  const flags: string[] = [];
  const given = [...process.execArgv];
  for (let flag = given.shift(); flag !== undefined; flag = given.shift()) {
    if (/^(-e|-p|-pe|--eval|--print)$/.test(flag)) given.shift();
    else if (!/^(--inspect|--input-type|--test|--watch|--check|-c$|-i$|--interactive)/.test(flag))
      flags.push(flag);
  }
  return flags;
}
