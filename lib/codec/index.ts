/** Values as bytes and back, with the semantics of structuredClone. The format: docs/value-format.md. */
export {
  decode,
  decodeBetween,
  decodeIncoming,
  decodeRow,
  encode,
  encodeInto,
  encodeNumber,
  encodeParts,
  encodeRow,
  incoming,
  isLargeBuffer,
  outgoing,
} from './codec';
export type { Encoded } from './codec';
export { registerErrorClass } from './error-classes';
export { IncomingDescriptors, OutgoingDescriptors } from './descriptors';
export { badMessage, dataCloneError } from './fail';
export { Page } from './page';
export { registerTransferable, registerUncloneable, requireAttachments } from './transferable';
export type { IncomingAttachments, Naming, OutgoingAttachments, Transferable } from './transferable';
