import './transfer';

export { Value, SharedArrayOf as Array, RawValue, RawArray, copy, synchronized } from './factory';
export type { SharedOptions, SharedValue, SharedArray } from './factory';
export { Structure } from './structure';
export * as ctypes from './ctypes-names';
export type { CType } from './ctypes';
export type { TypeCode } from './type-codes';
export type { Synchronized, LockOption } from './synchronized';
export { SharedMemory } from './shared-memory';
export type { SharedMemoryOptions } from './shared-memory';
export { ShareableList } from './shareable-list';
export type { Shareable } from './shareable-list';
