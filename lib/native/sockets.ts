/** native/binding/sockets.cc: descriptors come as numbers that the caller owns. */

/** A path or abstract name, or [host, port]. */
export type NativeAddress = string | [string, number];

export interface Descriptor {
  fileno(): number;
  close(): void;
  release(): number;
}

export interface SocketsBinding {
  /** Closes its descriptor with close() or when collected. */
  Descriptor: new (fd: number) => Descriptor;
  socketPair(): [number, number];
  pipePair(): [number, number];
  listenSocket(pathOrHost: string, port: number | undefined, backlog: number): number;
  acceptSocket(fd: number): [number, NativeAddress] | undefined;
  connectSocket(pathOrHost: string, port: number | undefined): [fd: number, underWay: boolean];
  connectResult(fd: number): void;
  /** Whether descriptors can be sent over it. */
  isLocalSocket(fd: number): boolean;
  socketName(fd: number): NativeAddress;
  /** Indices of the descriptors that are ready. */
  pollDescriptors(fds: readonly number[], events: number, ms: number): number[];
  /** A descriptor that is readable whenever one of them is ready. */
  epollOf(fds: readonly number[], events: number): number;
}
