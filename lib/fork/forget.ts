/** On the clean stack: the parent's listeners, channel and connections are not the child's. */
import { constants } from 'node:os';

const parentsEvents = [
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
];

export function forgetParentsBusiness(): void {
  forgetListeners();
  forgetChannel();
  forgetConnectionPools();
  guardFileHandles();
}

function forgetListeners(): void {
  for (const signal of Object.keys(constants.signals)) {
    if (process.listenerCount(signal) > 0) process.removeAllListeners(signal);
  }
  for (const event of parentsEvents) process.removeAllListeners(event);
}

function forgetChannel(): void {
  if (process.send === undefined) return;
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
function forgetConnectionPools(): void {
  for (const agent of loadedAgents()) {
    agent.sockets = Object.create(null);
    agent.freeSockets = Object.create(null);
    agent.requests = Object.create(null);
    agent.totalSocketCount = 0;
  }
  forgetFetchDispatchers();
}

type Dispatcher = new (...args: unknown[]) => object;

/** fetch() finds its dispatcher under well-known symbols; newer versions wrap it once more. */
function forgetFetchDispatchers(): void {
  const slots = globalThis as unknown as Record<symbol, object | undefined>;
  const first = Symbol.for('undici.globalDispatcher.1');
  const second = Symbol.for('undici.globalDispatcher.2');
  const make = (old: object, ...args: unknown[]): object => new (old.constructor as Dispatcher)(...args);
  const inner = slots[second];
  const outer = slots[first];
  if (inner !== undefined) {
    const fresh = make(inner);
    slots[second] = fresh;
    if (outer !== undefined)
      slots[first] = outer.constructor === inner.constructor ? fresh : make(outer, fresh);
  } else if (outer !== undefined) {
    slots[first] = make(outer);
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
