import './transfer';
export { Pipe } from './pipe';
export { Connection } from './connection';
export type { ConnectionOptions } from './connection';
export { wait, waitSync } from './wait';
export type { Waitable } from './wait';
export { Listener } from './listener';
export type { ListenerOptions } from './listener';
export { Client, ClientSync } from './client';
export type { ClientOptions } from './client';
export type { Address, AuthKey } from './address';

export { authenticate, authenticateSync } from './authenticate';
