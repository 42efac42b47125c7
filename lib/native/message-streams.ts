/** native/binding/message_streams.cc */

/** Statuses of {@link MessageStream.send} and {@link MessageStream.receive}. */
export const END_OF_FILE = -1;
export const NOT_YET = -2;
export const TURN_TAKEN = -3;

/** One end of a connection. Owns its descriptor. */
export interface MessageStream {
  /**
   * 0 when all of it is sent, NOT_YET or TURN_TAKEN when the time is up or a signal handler has run: call again with the
   * same bytes.
   */
  send(bytes: Uint8Array, ms: number, descriptors?: readonly number[]): number;
  /**
   * The size of the message that is now in `scratch`, a Buffer when it did not fit there, or a status. `awake`: milliseconds
   * to wait awake, whatever `ms`, before falling asleep; without it as long as it has paid before. A message that fits
   * `target` and not `scratch` is there when it comes at once: the size is larger than `scratch` then.
   */
  receive(
    scratch: Uint8Array,
    ms: number,
    limit: number,
    awake?: number,
    target?: Uint8Array,
  ): number | Buffer;
  /** Descriptors that came with the last message, now the caller's; null when the kernel had to drop some. */
  takeDescriptors(): number[] | null;
  fileno(): number;
  /** A message is half sent. */
  sending(): boolean;
  /** A message is half received whose sender's life must be looked after. */
  receiving(): boolean;
  /** The last call threw what a signal handler threw, not what became of the message. */
  interrupted(): boolean;
  close(silently: boolean): void;
}

export interface MessageStreamsBinding {
  /** `partner`: the other end of the same pipe; null: the other end is no kin of this process. */
  MessageStream: new (fd: number, partner?: MessageStream | null) => MessageStream;
}
