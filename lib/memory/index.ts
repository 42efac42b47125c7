export { me, enroll, IDENTITY_MASK } from './me';
export { allocate, allocateBuffer, keepFor } from './arena';
export type { Arena, Block } from './block';
export type { FamilyMember } from './crossing';
export { isShared, receiveBlock, receiveBuffer, receiveMember, sendMember, sendMemory } from './crossing';
