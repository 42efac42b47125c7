/** Objects as messages: the codec, and the descriptors that some of them bring along. */
import { decode, encodeInto, type IncomingAttachments, type OutgoingAttachments } from '../codec';
import { OSError } from '../errors';
import { native } from '../native';
import type { Message } from './outbox';

/** `carriesDescriptors`: the connection is a Unix socket. Throws DataCloneError for what cannot be sent. */
export function toMessage(value: unknown, carriesDescriptors: boolean): Message {
  const attached = carriesDescriptors ? new Attached() : undefined;
  try {
    const { bytes, length } = encodeInto(value, attached);
    const message: Message = { bytes: bytes.subarray(0, length), borrowed: true };
    if (attached !== undefined && attached.descriptors.length > 0) {
      message.descriptors = attached.descriptors;
      message.release = () => attached.close();
    }
    return message;
  } catch (error) {
    attached?.close();
    throw error;
  }
}

/** Copies of the descriptors, so that the sender may close its own before the message has left. */
class Attached implements OutgoingAttachments {
  descriptors: number[] = [];

  attach(fd: number): number {
    return this.descriptors.push(native.dup(fd)) - 1;
  }

  close(): void {
    for (const fd of this.descriptors.splice(0)) native.close(fd);
  }
}

/** The value of a message. `take` gives the descriptors that came with it; those that the value lacks are closed. */
export function fromMessage(bytes: Buffer, length: number, take: () => number[] | null): unknown {
  const arrived = new Arrived(take);
  try {
    return decode(bytes, arrived, length);
  } finally {
    arrived.closeRest();
  }
}

class Arrived implements IncomingAttachments {
  #descriptors: (number | undefined)[] | null = null;

  constructor(private readonly fetch: () => number[] | null) {}

  take(index: number): number {
    this.#descriptors ??= this.#receive();
    const fd = this.#descriptors[index];
    if (fd === undefined)
      throw new OSError('a descriptor of the message is missing', { code: 'ERR_BAD_MESSAGE' });
    this.#descriptors[index] = undefined;
    return fd;
  }

  closeRest(): void {
    for (const fd of this.#descriptors ?? []) if (fd !== undefined) native.close(fd);
  }

  #receive(): number[] {
    const fetched = this.fetch();
    if (fetched !== null) return fetched;
    throw new OSError('the descriptors of a message were lost: too many open files', {
      code: 'EMFILE',
      errno: 24,
    });
  }
}
