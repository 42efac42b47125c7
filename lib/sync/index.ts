export { Lock } from './lock';
export { RLock } from './rlock';
export { Semaphore, BoundedSemaphore } from './semaphore';
export { Condition } from './condition';
export { Event } from './event';
export { Barrier } from './barrier';
export type { BarrierOptions } from './barrier';
export type { Acquire, AcquireOptions } from './wait-options';
