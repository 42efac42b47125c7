/** native/binding/pty.cc */
export interface PtyBinding {
  openpty(): [master: number, slave: number];
  loginTty(fd: number): void;
  ttyname(fd: number): string;
}
