/** Kept-alive connections of node:http and fetch: in a child they are dead. */
export interface PoolingAgent {
  sockets: unknown;
  freeSockets: unknown;
  requests: unknown;
  totalSocketCount: number;
}

/** Modules of Node that the program has loaded. Loading them here would cost time and, for tls, start a thread. */
export function loadedAgents(): PoolingAgent[] {
  const loaded = (process as unknown as { moduleLoadList: string[] }).moduleLoadList;
  return ['http', 'https']
    .filter((name) => loaded.includes(`NativeModule ${name}`))
    .map((name) => (require(name) as { globalAgent: PoolingAgent }).globalAgent);
}

/** Kept-alive sockets are dead here: the pools start empty. */
export function forgetConnections(agent: PoolingAgent): void {
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

export const hasDispatcher = (): boolean => dispatchers.some((slot) => globals[slot] !== undefined);

export function forgetFetchDispatchers(): void {
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
