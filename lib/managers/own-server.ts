/** The server that a manager has started: a daemon process, forked from this one. */
import { Pipe, type Address, type Connection } from '../connection';
import { EOFError, OSError, ProcessError, TimeoutError } from '../errors';
import { ForkProcess, type Process } from '../process';
import { SIG_IGN, SIGINT, signal } from '../signal';
import { OwnSocket } from './own-socket';
import type { Registry } from './registry';
import { openDoor } from './server/door';
import { ObjectServer } from './server/server';
import type { TlsOptions } from './tls/options';

/** What a server is made of. */
export interface ServerPlan {
  /** Null: a Unix socket of its own. */
  address: Address | null;
  authkey: Buffer;
  tls: TlsOptions | null;
  registry: Registry;
}

/** What the server says of its beginning; `failure` may be anything that can be thrown. */
type Start = { address: Address } | { failure: unknown };

const START_MS = 30_000;
const SHUTDOWN_MS = 1000;

export class OwnServer {
  readonly address: Address;
  readonly #process: Process;
  readonly #socket: OwnSocket | null;

  /** Returns when it listens; throws what `initializer` threw there, or what kept it from listening. */
  constructor(name: string, plan: ServerPlan, initializer: () => unknown) {
    const [ours, theirs] = Pipe();
    const socket = plan.address === null ? new OwnSocket() : null;
    const address = socket?.path ?? plan.address;
    const server = new ForkProcess({
      name,
      daemon: true,
      args: [theirs],
      target: () => serve({ ...plan, address }, initializer, theirs),
    });
    server.start();
    theirs.close();
    try {
      this.address = receiveStart(ours, server);
    } catch (error) {
      server.joinSync(SHUTDOWN_MS);
      socket?.remove();
      throw error;
    } finally {
      ours.close();
    }
    this.#process = server;
    this.#socket = socket;
  }

  /** With SIGTERM and with SIGKILL, when asking for it has not helped. */
  async end(): Promise<void> {
    const server = this.#process;
    for (const insist of [() => {}, () => server.terminate(), () => server.kill()]) {
      insist();
      await server.join(SHUTDOWN_MS);
      if (!server.isAlive()) break;
    }
    this.#socket?.remove();
  }

  join(timeout?: number): Promise<void> {
    return this.#process.join(timeout);
  }
}

/** In the server: says where it listens, or why not. */
async function serve(plan: ServerPlan, initializer: () => unknown, owner: Connection): Promise<void> {
  try {
    // Whatever Ctrl-C does to the program, it may need its objects for it.
    signal(SIGINT, SIG_IGN);
    await initializer();
    const door = openDoor(plan.address, plan.authkey, plan.tls);
    const objects = new ObjectServer(plan.registry, door);
    owner.sendSync({ address: door.address } satisfies Start);
    owner.close();
    await objects.serve();
  } catch (error) {
    if (!owner.closed) owner.sendSync({ failure: error } satisfies Start);
  }
}

/** The address; throws what kept the server from starting, or what a signal handler threw meanwhile. */
function receiveStart(ours: Connection, server: Process): Address {
  let start: Start;
  try {
    start = ours.recvSync(START_MS) as Start;
  } catch (error) {
    server.kill();
    if (!(error instanceof EOFError || error instanceof TimeoutError || error instanceof OSError))
      throw error;
    throw new ProcessError('the server of the manager did not start', 'ERR_MANAGER_START', { cause: error });
  }
  if ('failure' in start) throw start.failure;
  return start.address;
}
