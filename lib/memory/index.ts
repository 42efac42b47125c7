export { me, enroll, IDENTITY_MASK } from './me';
export { allocate, allocateBuffer, keepFor } from './arena';
export type { Arena, Block } from './arena';
