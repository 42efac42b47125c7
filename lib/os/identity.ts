/** Who a process is: its ids, group and session. None of these answers is cached: they are right after a fork. */
import { invalidType } from '../errors';
import { native } from '../native';
import { checkFd, checkInteger } from '../util/validate';

const MAX_ID = 0xffffffff;
const id = (value: unknown, name: string): number => checkInteger(value, name, -1, MAX_ID);

/** The pid of this process. getpid(2). */
export const getpid = (): number => native.getpid();

/** The pid of the parent; when the parent is gone, of the process that adopted this one. getppid(2). */
export const getppid = (): number => native.getppid();

/**
 * The process group of `pid` (0: this process). getpgid(2).
 * @throws ProcessLookupError (ESRCH) there is no such process
 */
export const getpgid = (pid: number): number => native.getpgid(checkInteger(pid, 'pid'));

/** The process group of this process. getpgrp(2). */
export const getpgrp = (): number => native.getpgrp();

/**
 * Moves `pid` (0: this process) into the group `pgid` (0: a new one of its own). setpgid(2).
 * @throws ProcessLookupError (ESRCH) neither this process nor a child of it
 * @throws PermissionError (EPERM, EACCES) another session, a session leader, or a child that has called exec
 */
export function setpgid(pid: number, pgid: number): void {
  native.setpgid(checkInteger(pid, 'pid'), checkInteger(pgid, 'pgid'));
}

/** Makes this process the leader of a process group of its own: `setpgid(0, 0)`. */
export const setpgrp = (): void => setpgid(0, 0);

/** The session of `pid` (0: this process). getsid(2). */
export const getsid = (pid: number): number => native.getsid(checkInteger(pid, 'pid'));

/**
 * Begins a new session without a terminal, with this process as its leader. Returns its id, which is the pid. setsid(2).
 * @throws PermissionError (EPERM) this process leads a process group already
 */
export const setsid = (): number => native.setsid();

/** The foreground process group of the terminal `fd`. tcgetpgrp(3). */
export const tcgetpgrp = (fd: number): number => native.tcgetpgrp(checkFd(fd));

/** Makes `pgid` the foreground process group of the terminal `fd`. tcsetpgrp(3). */
export function tcsetpgrp(fd: number, pgid: number): void {
  native.tcsetpgrp(checkFd(fd), checkInteger(pgid, 'pgid'));
}

/** The real user id. getuid(2). */
export const getuid = (): number => native.getuid();
/** The effective user id. geteuid(2). */
export const geteuid = (): number => native.geteuid();
/** The real group id. getgid(2). */
export const getgid = (): number => native.getgid();
/** The effective group id. getegid(2). */
export const getegid = (): number => native.getegid();

/** Changes the user ids of all threads of the process. setuid(2). @throws PermissionError (EPERM) */
export const setuid = (uid: number): void => void native.setuid(id(uid, 'uid'));
/** Changes the effective user id. seteuid(2). @throws PermissionError (EPERM) */
export const seteuid = (uid: number): void => void native.seteuid(id(uid, 'uid'));
/** Changes the group ids of all threads of the process. setgid(2). @throws PermissionError (EPERM) */
export const setgid = (gid: number): void => void native.setgid(id(gid, 'gid'));
/** Changes the effective group id. setegid(2). @throws PermissionError (EPERM) */
export const setegid = (gid: number): void => void native.setegid(id(gid, 'gid'));
/** Sets the real, effective and saved user id; -1 leaves one as it is. setresuid(2). */
export function setresuid(real: number, effective: number, saved: number): void {
  native.setresuid(id(real, 'real'), id(effective, 'effective'), id(saved, 'saved'));
}
/** Sets the real, effective and saved group id; -1 leaves one as it is. setresgid(2). */
export function setresgid(real: number, effective: number, saved: number): void {
  native.setresgid(id(real, 'real'), id(effective, 'effective'), id(saved, 'saved'));
}

/** Sets the real and effective user id; -1 leaves one as it is. setreuid(2). */
export function setreuid(real: number, effective: number): void {
  native.setreuid(id(real, 'real'), id(effective, 'effective'));
}
/** Sets the real and effective group id; -1 leaves one as it is. setregid(2). */
export function setregid(real: number, effective: number): void {
  native.setregid(id(real, 'real'), id(effective, 'effective'));
}
/** The real, effective and saved user id. getresuid(2). */
export const getresuid = (): [real: number, effective: number, saved: number] => native.getresuid();
/** The real, effective and saved group id. getresgid(2). */
export const getresgid = (): [real: number, effective: number, saved: number] => native.getresgid();

/** The supplementary group ids. getgroups(2). */
export const getgroups = (): number[] => native.getgroups();
/** Sets the supplementary group ids of all threads. setgroups(2). @throws PermissionError (EPERM) */
export function setgroups(groups: readonly number[]): void {
  if (!Array.isArray(groups)) throw invalidType('groups', 'an array of ids', groups);
  native.setgroups(groups.map((group) => checkInteger(group, 'group', 0)));
}

/** Sets the mask of permissions that new files do not get; returns the previous one. umask(2). */
export const umask = (mask: number): number => native.umask(checkInteger(mask, 'mask'));
