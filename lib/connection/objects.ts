/** Objects as messages: the codec, and the descriptors that some of them bring along. */
import { decode, encodeInto, IncomingDescriptors, OutgoingDescriptors } from '../codec';
import type { Message } from './outbox';

/** `carriesDescriptors`: the connection is a Unix socket. Throws DataCloneError for what cannot be sent. */
export function toMessage(value: unknown, carriesDescriptors: boolean): Message {
  const attached = carriesDescriptors ? new OutgoingDescriptors() : undefined;
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

/** The value of a message. `take` gives the descriptors that came with it; those that the value lacks are closed. */
export function fromMessage(bytes: Buffer, length: number, take: () => number[] | null): unknown {
  const arrived = new IncomingDescriptors(take);
  try {
    return decode(bytes, arrived, length);
  } finally {
    arrived.closeRest();
  }
}
