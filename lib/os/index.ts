export { fork, registerAtFork } from './fork';
export type { AtForkHooks } from './fork';
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
export { kill, killpg, _exit, abort, pidfdOpen } from './kill';
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
