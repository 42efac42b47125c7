import * as os from 'forkable/os';
import { expect, test } from 'vitest';

const functions = `fork registerAtFork wait waitpid wait3 wait4 waitid WIFEXITED WEXITSTATUS WIFSIGNALED WTERMSIG WIFSTOPPED
  WSTOPSIG WIFCONTINUED WCOREDUMP waitstatusToExitcode _exit abort getpid getppid getpgid getpgrp setpgid getsid setsid getuid umask
  kill killpg nice getpriority setpriority schedGetaffinity schedSetaffinity schedYield cpuCount processCpuCount pipe pipe2 read
  write close closerange dup dup2 getInheritable setInheritable getBlocking setBlocking execv execve execvp execvpe posixSpawn
  posixSpawnp pidfdOpen eventfd eventfdRead eventfdWrite memfdCreate openpty shmOpen shmUnlink ftruncate mmap getrusage getrlimit
  setrlimit setPdeathsig setChildSubreaper setProcessName processStatus processTree`;
const constants = `WNOHANG WUNTRACED WCONTINUED WEXITED WSTOPPED WNOWAIT P_PID P_PGID P_ALL P_PIDFD CLD_EXITED CLD_KILLED CLD_DUMPED
  CLD_TRAPPED CLD_STOPPED CLD_CONTINUED PRIO_PROCESS PRIO_PGRP PRIO_USER O_CLOEXEC O_NONBLOCK O_RDONLY O_RDWR O_CREAT O_EXCL
  SCHED_OTHER SCHED_FIFO SCHED_RR SCHED_BATCH SCHED_IDLE SCHED_NORMAL RLIMIT_NOFILE RLIMIT_NPROC RLIM_INFINITY RUSAGE_SELF
  RUSAGE_CHILDREN RUSAGE_THREAD EFD_CLOEXEC EFD_NONBLOCK EFD_SEMAPHORE MFD_CLOEXEC MFD_ALLOW_SEALING PROT_READ PROT_WRITE MAP_SHARED
  MAP_PRIVATE MAP_ANONYMOUS POSIX_SPAWN_OPEN POSIX_SPAWN_CLOSE POSIX_SPAWN_DUP2 POSIX_SPAWN_CLOSEFROM`;
const all = os as unknown as Record<string, unknown>;
const words = (text: string): string[] => text.split(/\s+/);

test('functions, constants and promises are there by their names', () => {
  expect(words(functions).filter((name) => typeof all[name] !== 'function')).toEqual([]);
  expect(words(constants).filter((name) => typeof all[name] !== 'number' || Number.isNaN(all[name]))).toEqual(
    [],
  );
  expect(Object.keys(os.promises).sort()).toEqual(['wait', 'waitid', 'waitpid']);
});

test('no constant is missing from the headers', () => {
  expect(Object.entries(all).filter(([, value]) => Number.isNaN(value))).toEqual([]);
});
