/** native/binding/process.cc: integers in, an integer out. */
export interface ProcessBinding {
  getpid(): number;
  getppid(): number;
  getpgid(pid: number): number;
  getpgrp(): number;
  setpgid(pid: number, pgid: number): number;
  getsid(pid: number): number;
  setsid(): number;
  tcgetpgrp(fd: number): number;
  tcsetpgrp(fd: number, pgid: number): number;
  getuid(): number;
  geteuid(): number;
  getgid(): number;
  getegid(): number;
  setuid(id: number): number;
  seteuid(id: number): number;
  setgid(id: number): number;
  setegid(id: number): number;
  setresuid(real: number, effective: number, saved: number): number;
  setresgid(real: number, effective: number, saved: number): number;
  setreuid(real: number, effective: number): number;
  setregid(real: number, effective: number): number;
  getresuid(): [real: number, effective: number, saved: number];
  getresgid(): [real: number, effective: number, saved: number];
  getgroups(): number[];
  setgroups(groups: readonly number[]): void;
  umask(mask: number): number;
  kill(pid: number, sig: number): number;
  killpg(pgid: number, sig: number): number;
  pidfdOpen(pid: number, flags: number): number;
  nice(increment: number): number;
  getpriority(which: number, who: number): number;
  setpriority(which: number, who: number, value: number): number;
  exitNow(code: number): never;
  abort(): never;
}
