/** Pseudo-terminals. */
import { native } from '../native';
import { checkFd } from '../util/validate';

/** A new pseudo-terminal: the descriptors of its master and its slave, close-on-exec. openpty(3). */
export const openpty = (): [master: number, slave: number] => native.openpty();

/** Begins a session whose terminal and standard descriptors are `fd`, and closes `fd`. login_tty(3). @throws PermissionError (EPERM) */
export const loginTty = (fd: number): void => native.loginTty(checkFd(fd));

/** The path of the terminal `fd`. ttyname(3). @throws OSError (ENOTTY, EBADF) */
export const ttyname = (fd: number): string => native.ttyname(checkFd(fd));
