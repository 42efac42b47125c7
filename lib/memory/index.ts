export { me, enroll, IDENTITY_MASK } from './me';
export { adopt, allocate, allocateBuffer, blockOf, isFresh, keepFor } from './arena';
export type { Arena, Block } from './arena';
export { decodePlace, encodePlace, isShared } from './mappings';
