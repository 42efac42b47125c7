/** Queues between processes, as rings in shared memory. */
export { Inbox } from './inbox';
export { JoinableQueue } from './joinable-queue';
export type { QueueWait } from './options';
export { Queue } from './queue';
export { BUSY, DEAD, LETTER_HEAD, NOTHING, PUT_DONE, Ring, RING_BUSY } from './ring';
export type { Parcel } from './ring';
export { SimpleQueue } from './simple-queue';
export { WaitingLine } from './waiting-line';
export type { Waiter } from './waiting-line';
