export * as connection from './connection/index';
export { Client, ClientSync, Connection, Listener, Pipe, wait, waitSync } from './connection/index';
export type {
  Address,
  AuthKey,
  ClientOptions,
  ConnectionOptions,
  ListenerOptions,
  Waitable,
} from './connection/index';
export { JoinableQueue, Queue, SimpleQueue } from './queues/index';
export type { QueueWait } from './queues/index';
