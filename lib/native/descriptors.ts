/** native/binding/descriptors.cc: calls that do not wait. */
export interface DescriptorsBinding {
  pipe2(flags: number): [read: number, write: number];
  close(fd: number): number;
  closerange(low: number, high: number): number;
  dup(fd: number): number;
  dup2(fd: number, target: number, inheritable: number): number;
  /** 1 or 0. */
  getInheritable(fd: number): number;
  setInheritable(fd: number, inheritable: number): number;
  getBlocking(fd: number): number;
  setBlocking(fd: number, blocking: number): number;
  fcntl(fd: number, command: number, argument: number): number;
  isatty(fd: number): number;
  ftruncate(fd: number, length: number): number;
  lseek(fd: number, offset: number, whence: number): number;
  eventfd(initial: number, flags: number): number;
}
