/**
 * The parent's listeners, channel and connections are not the child's. The parent finds out what there is to forget: a
 * child should run, and first of all compile, as little as possible.
 */
import { constants } from 'node:os';
import {
  forgetConnections,
  forgetFetchDispatchers,
  hasDispatcher,
  loadedAgents,
  type PoolingAgent,
} from './connection-pools';
import { fileHandleGuard, type FileHandleGuard } from './file-handles';
import { runsInChildren } from '../util/child-code';

const parentsEvents = new Set<string | symbol>([
  'exit',
  'beforeExit',
  'uncaughtException',
  'uncaughtExceptionMonitor',
  'unhandledRejection',
  'rejectionHandled',
  'warning',
  'message',
  'disconnect',
  'internalMessage',
  'worker',
]);

export interface Business {
  events: (string | symbol)[];
  hasChannel: boolean;
  agents: PoolingAgent[];
  hasDispatcher: boolean;
  guard: FileHandleGuard;
}

/** In the parent. */
export function findBusiness(): Business {
  return {
    events: process.eventNames().filter(isParents),
    hasChannel: process.send !== undefined,
    agents: loadedAgents(),
    hasDispatcher: hasDispatcher(),
    guard: fileHandleGuard(),
  };
}

/** In the child, on the clean stack. */
export function forget(business: Business): void {
  const { events, hasChannel, agents } = business;
  for (const event of events) forgetListeners(event);
  if (hasChannel) forgetChannel();
  for (const agent of agents) forgetConnections(agent);
  if (business.hasDispatcher) forgetFetchDispatchers();
  Object.assign(process, business.guard);
}

function isParents(event: string | symbol): boolean {
  if (!parentsEvents.has(event) && !(event in constants.signals)) return false;
  return !listenersOf(event).every(holdsInChildren);
}

function forgetListeners(event: string | symbol): void {
  const held = listenersOf(event).filter(holdsInChildren);
  process.removeAllListeners(event);
  for (const listener of held) process.on(event as 'exit', listener);
}

/** Node's own, that prints warnings. */
const holdsInChildren = (listener: { name: string }): boolean => listener.name === 'onWarning';

const listenersOf = (event: string | symbol): NodeJS.ExitListener[] => process.listeners(event as 'exit');

function forgetChannel(): void {
  delete process.send;
  Object.assign(process, { connected: false });
}

runsInChildren(forget, forgetListeners);
