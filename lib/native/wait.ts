/** native/binding/wait.cc */

/** Which call's name an error carries; from `wait3` on the usage comes with the status. */
export const WaitCall = { wait: 0, waitpid: 1, wait3: 2, wait4: 3 } as const;

/** Resource usage, with the field names of C; times in seconds, `ru_maxrss` in KiB. */
export interface Rusage {
  ru_utime: number;
  ru_stime: number;
  ru_maxrss: number;
  ru_ixrss: number;
  ru_idrss: number;
  ru_isrss: number;
  ru_minflt: number;
  ru_majflt: number;
  ru_nswap: number;
  ru_inblock: number;
  ru_oublock: number;
  ru_msgsnd: number;
  ru_msgrcv: number;
  ru_nsignals: number;
  ru_nvcsw: number;
  ru_nivcsw: number;
}

/** What waitid tells about a child. */
export interface WaitidResult {
  si_pid: number;
  si_uid: number;
  /** SIGCHLD. */
  si_signo: number;
  /** The exit code, or the signal that ended, stopped or continued the child: `si_code` tells which. */
  si_status: number;
  /** One of `CLD_*`. */
  si_code: number;
}

export interface WaitBinding {
  /** Blocks, and runs signal handlers meanwhile. The third element is there for wait3 and wait4. */
  wait4(pid: number, options: number, call: number): [pid: number, status: number, usage: Rusage];
  waitid(type: number, id: number, options: number): WaitidResult | null;
}
