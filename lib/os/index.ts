export { fork, registerAtFork } from './fork';
export { forkpty } from './forkpty';
export type { AtForkHooks } from './fork';
export * as promises from './promises';
export { wait, waitpid, wait3, wait4, waitid } from './wait';
export {
  WIFEXITED,
  WEXITSTATUS,
  WIFSIGNALED,
  WTERMSIG,
  WIFSTOPPED,
  WSTOPSIG,
  WIFCONTINUED,
  WCOREDUMP,
  waitstatusToExitcode,
} from './status';
export { kill, killpg, abort, pidfdOpen } from './kill';
import { _exit as exit } from './kill';
// A value, where a re-export would be a getter: the first thing that many a child would have to compile.
/**
 * Ends the process at once with `code & 0xff`: no exit handlers, nothing buffered is written. _exit(2).
 * What a child of `fork()` should end with when it must not run its parent's exit handlers.
 */
export const _exit: typeof exit = exit;
export {
  getpid,
  getppid,
  getpgid,
  getpgrp,
  setpgid,
  setpgrp,
  getsid,
  setsid,
  tcgetpgrp,
  tcsetpgrp,
  getuid,
  geteuid,
  getgid,
  getegid,
  setuid,
  seteuid,
  setgid,
  setegid,
  setresuid,
  setresgid,
  setreuid,
  setregid,
  getresuid,
  getresgid,
  getgroups,
  setgroups,
  umask,
} from './identity';
export {
  pipe,
  pipe2,
  close,
  closerange,
  dup,
  dup2,
  getInheritable,
  setInheritable,
  getBlocking,
  setBlocking,
  fcntl,
  isatty,
  ftruncate,
  lseek,
} from './descriptors';
export {
  read,
  write,
  pread,
  pwrite,
  readv,
  writev,
  preadv,
  pwritev,
  open,
  sendfile,
  splice,
  copyFileRange,
} from './io';
export { nice, getpriority, setpriority } from './priority';
export {
  schedGetaffinity,
  schedSetaffinity,
  schedYield,
  schedGetscheduler,
  schedSetscheduler,
  schedGetparam,
  schedSetparam,
  schedRrGetInterval,
  schedGetPriorityMin,
  schedGetPriorityMax,
} from './scheduling';
export type { SchedParam } from './scheduling';
export { cpuCount, processCpuCount } from './cpu-count';
export { execv, execve, execvp, execvpe, execl, execle, execlp, execlpe } from './exec';
export {
  posixSpawn,
  posixSpawnp,
  POSIX_SPAWN_OPEN,
  POSIX_SPAWN_CLOSE,
  POSIX_SPAWN_DUP2,
  POSIX_SPAWN_CLOSEFROM,
} from './posix-spawn';
export type { PosixSpawnOptions, FileAction } from './posix-spawn';
export type { Environment } from './program';
export { memfdCreate, shmOpen, shmUnlink, eventfd, eventfdRead, eventfdWrite } from './memory';
export { mmap, Mapping } from './mapping';
export type { MmapOptions } from './mapping';
export { openpty, loginTty, ttyname } from './pty';
export {
  getrusage,
  getrlimit,
  setrlimit,
  prlimit,
  times,
  getpagesize,
  getloadavg,
  RLIM_INFINITY,
} from './limits';
export type { Limits, Times } from './limits';
export { setPdeathsig, getPdeathsig, setChildSubreaper, getChildSubreaper, setProcessName } from './prctl';
export { processStatus, processTree } from './process-status';
export type { ProcessStatus, ProcessState, ProcessTree } from './process-status';
export * from './constants';
export type { Rusage, WaitidResult } from '../native';
export {
  OSError,
  ChildProcessError,
  ProcessLookupError,
  PermissionError,
  FileNotFoundError,
  FileExistsError,
  BrokenPipeError,
  InterruptedError,
  BlockingIOError,
} from '../errors';
