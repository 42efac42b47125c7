/**
 * The parent's listeners, channel and connections are not the child's. The parent finds out what there is to forget: a
 * child should run, and first of all compile, as little as possible.
 */
import { constants } from 'node:os';
import { noteWorker } from './child-workers';

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
}

/** In the parent. */
export function findBusiness(): Business {
  return {
    events: process.eventNames().filter(isParents),
    hasChannel: process.send !== undefined,
    agents: loadedAgents(),
    hasDispatcher: dispatchers.some((slot) => globals[slot] !== undefined),
  };
}

/** In the child, on the clean stack. */
export function forget({ events, hasChannel, agents, hasDispatcher }: Business): void {
  for (const event of events) forgetListeners(event);
  if (hasChannel) forgetChannel();
  for (const agent of agents) forgetConnections(agent);
  if (hasDispatcher) forgetFetchDispatchers();
  guardFileHandles();
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

/** Our own, and Node's that prints warnings. */
const holdsInChildren = (listener: { name: string }): boolean =>
  listener === noteWorker || listener.name === 'onWarning';

const listenersOf = (event: string | symbol): NodeJS.ExitListener[] => process.listeners(event as 'exit');

function forgetChannel(): void {
  delete process.send;
  Object.assign(process, { connected: false });
}

interface PoolingAgent {
  sockets: unknown;
  freeSockets: unknown;
  requests: unknown;
  totalSocketCount: number;
}

/** Modules of Node that the program has loaded. Loading them here would cost time and, for tls, start a thread. */
function loadedAgents(): PoolingAgent[] {
  const loaded = (process as unknown as { moduleLoadList: string[] }).moduleLoadList;
  return ['http', 'https']
    .filter((name) => loaded.includes(`NativeModule ${name}`))
    .map((name) => (require(name) as { globalAgent: PoolingAgent }).globalAgent);
}

/** Kept-alive sockets are dead here: the pools start empty. */
function forgetConnections(agent: PoolingAgent): void {
  agent.sockets = Object.create(null);
  agent.freeSockets = Object.create(null);
  agent.requests = Object.create(null);
  agent.totalSocketCount = 0;
}

type Dispatcher = new (...args: unknown[]) => object;

/** fetch() finds its dispatcher under well-known symbols; newer versions wrap it once more. */
const dispatchers = [
  Symbol.for('undici.globalDispatcher.1'),
  Symbol.for('undici.globalDispatcher.2'),
] as const;
const globals = globalThis as unknown as Record<symbol, object | undefined>;

function forgetFetchDispatchers(): void {
  const [first, second] = dispatchers;
  const make = (old: object, ...args: unknown[]): object => new (old.constructor as Dispatcher)(...args);
  const inner = globals[second];
  const outer = globals[first];
  if (inner !== undefined) {
    const fresh = make(inner);
    globals[second] = fresh;
    if (outer !== undefined)
      globals[first] = outer.constructor === inner.constructor ? fresh : make(outer, fresh);
  } else if (outer !== undefined) {
    globals[first] = make(outer);
  }
}

interface FatalProcess {
  _fatalException(error: unknown, fromPromise?: boolean): boolean;
}

/**
 * The parent's FileHandles are collected here like any object, and Node complains (or, from 26, dies) because nobody
 * closed them. Those of the child's own are still reported: their descriptors did not exist when it began.
 */
function guardFileHandles(): void {
  const message =
    /^(?:A FileHandle object was closed during garbage collection|Closing (?:a FileHandle object|file descriptor \d+) on garbage collection)/;
  const target = process as unknown as FatalProcess;
  const handleFatal = target._fatalException.bind(process);
  target._fatalException = (error, fromPromise) => {
    const isGuarded =
      error instanceof Error &&
      (error as NodeJS.ErrnoException).code === 'ERR_INVALID_STATE' &&
      message.test(error.message);
    return isGuarded || handleFatal(error, fromPromise);
  };
  const warn = process.emitWarning.bind(process) as (...args: unknown[]) => void;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    const text = typeof warning === 'string' ? warning : warning.message;
    if (!message.test(text)) warn(warning, ...rest);
  }) as typeof process.emitWarning;
}
