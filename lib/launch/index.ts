/** Processes that are started anew: spawn and forkserver. */
export { checkStartMethod, getAllStartMethods, getStartMethod, setStartMethod } from './start-method';
export type { StartMethod } from './start-method';
export { checkReference } from './reference';
export type { GivenReference, Reference } from './reference';
export { loadModule, lookUp, resolveModule, resolveReference } from './modules';
export { Arrival, Parcel } from './parcel';
export type { Baggage, Passport } from './parcel';
export { orderPreload, startByServer } from './forkserver';
export type { OnPreloadError, Orders } from './forkserver';
export { startBySpawn } from './spawn';
export { FIRST_DESCRIPTOR, startNode } from './program';
export type { Started } from './program';
