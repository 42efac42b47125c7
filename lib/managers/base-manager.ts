import { inspect } from 'node:util';
import type { Connection } from '../connection';
import { Listener, Pipe, type Address, type AuthKey } from '../connection';
import { ProcessError, StateError } from '../errors';
import { currentProcess, ForkProcess, type Process } from '../process';
import { toBytes } from '../util/validate';
import './client/arrive';
import { linkTo, type Link } from './client/link';
import { OwnSocket } from './own-socket';
import { makerOf, type RegisteredType, type Registry, type TypeOptions } from './registry';
import { ObjectServer } from './server/server';

/** Where the server of a manager is, and the key to it. */
export interface ManagerOptions {
  /** Where the server listens, or listens already; default: a Unix socket of its own. */
  address?: Address | null;
  /** Default: that of this process, which its children have too. */
  authkey?: AuthKey | null;
}

/** What getServer() gives: the server in this very process. */
export interface ManagerServer {
  readonly address: Address;
  /** Answers clients until one of them calls shutdown(), or stop(). */
  serveForever(): Promise<void>;
  stop(): void;
}

const START_MS = 30_000;
const SHUTDOWN_MS = 1000;

/**
 * Keeps objects in a process of their own (`start`), in this one (`getServer`), or uses those of another (`connect`), and gives
 * proxies of them. Types are registered with a class or a function that makes an object; every registered name is a method:
 * `manager.Counter(...)` returns a proxy. A server started here dies with this process. Python: `BaseManager`.
 *
 * @example
 * class MyManager extends BaseManager {}
 * MyManager.register('Counter', Counter);
 * const manager = new MyManager();
 * manager.start();
 * const counter = manager.Counter();
 */
export class BaseManager implements AsyncDisposable {
  readonly #authkey: Buffer;
  #address: Address | null;
  #process: Process | null = null;
  #socket: OwnSocket | null = null;
  #link: Link | null = null;
  #state: 'initial' | 'started' | 'shutdown' = 'initial';

  constructor(options: ManagerOptions = {}) {
    this.#address = options.address ?? null;
    this.#authkey =
      options.authkey == null ? currentProcess().authkey : Buffer.from(toBytes(options.authkey, 'authkey'));
  }

  /**
   * Makes `typeid` a method of the managers of this class. `callable` is a class or a function; a program that only uses the
   * type gives `undefined`. `exposed`: the names that clients may use, by default all without a leading underscore.
   */
  static register(typeid: string, callable?: unknown, options: TypeOptions = {}): void {
    const { exposed = null, methodToTypeid = {} } = options;
    registerType(this, typeid, {
      make: makerOf(callable),
      face: 'object',
      exposed,
      managed: false,
      methodToTypeid,
    });
  }

  /** Where the server is; null before it has started. */
  get address(): Address | null {
    return this.#address;
  }

  /** Starts the server in a daemon process; returns when it answers. `initializer` runs there first. */
  start(initializer?: (...args: unknown[]) => unknown, initargs: readonly unknown[] = []): void {
    this.#become('started');
    const [ours, theirs] = Pipe();
    const registry = registryOf(this.constructor);
    const socket = this.#address === null ? new OwnSocket() : null;
    const address = socket?.path ?? this.#address;
    const server = new ForkProcess({
      name: `${this.constructor.name}-server`,
      daemon: true,
      args: [theirs],
      target: async () => {
        try {
          await initializer?.(...initargs);
          const listener = new Listener(address, { authkey: this.#authkey });
          const objects = new ObjectServer(registry, listener);
          theirs.sendSync(listener.address);
          theirs.close();
          await objects.serve();
        } catch (error) {
          if (!theirs.closed) theirs.sendSync(error);
        }
      },
    });
    server.start();
    theirs.close();
    const answer = receiveStart(ours, server);
    ours.close();
    if (answer instanceof Error) {
      this.#state = 'initial';
      server.joinSync(SHUTDOWN_MS);
      socket?.remove();
      throw answer;
    }
    this.#process = server;
    this.#socket = socket;
    this.#address = answer as Address;
    this.#link = linkTo(this.#address, this.#authkey);
  }

  /** Uses the server that listens at the address. Throws where none does, or when it has another key. */
  connect(): void {
    if (this.#address === null) throw new StateError('connect() needs an address', 'ERR_MANAGER_STATE');
    this.#become('started');
    const link = linkTo(this.#address, this.#authkey);
    try {
      link.call(['count']);
    } catch (error) {
      this.#state = 'initial';
      link.close();
      throw error;
    }
    this.#link = link;
  }

  /** A server in this process; it listens from now on and answers while serveForever() runs. */
  getServer(): ManagerServer {
    this.#become('started');
    const listener = new Listener(this.#address, { authkey: this.#authkey });
    this.#address = listener.address;
    const objects = new ObjectServer(registryOf(this.constructor), listener);
    return { address: listener.address, serveForever: () => objects.serve(), stop: () => objects.stop() };
  }

  /** Makes an object of a registered type in the server; gives its proxy. What `manager[typeid](...args)` does. */
  create(typeid: string, ...args: unknown[]): unknown {
    return this.#used().call(['create', typeid, args]);
  }

  /** How many objects the server has. */
  numberOfObjects(): number {
    return this.#used().call(['count']) as number;
  }

  /** Ends the server and waits for it: asked first, then with SIGTERM, then with SIGKILL. Idempotent. */
  async shutdown(): Promise<void> {
    if (this.#state === 'shutdown') return;
    const link = this.#link;
    const server = this.#process;
    this.#state = 'shutdown';
    if (link === null) return;
    if (server !== null) {
      await link.callAsync(['shutdown']).catch(() => {});
      for (const insist of [() => {}, () => server.terminate(), () => server.kill()]) {
        insist();
        await server.join(SHUTDOWN_MS);
        if (!server.isAlive()) break;
      }
    }
    link.close();
    this.#socket?.remove();
  }

  /** Waits until the server's process has ended. */
  async join(timeout?: number): Promise<void> {
    await this.#process?.join(timeout);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }

  [inspect.custom](): string {
    return `${this.constructor.name} { ${this.#state}, address: ${inspect(this.#address)} }`;
  }

  #become(state: 'started'): void {
    if (this.#state === 'started')
      throw new ProcessError('this manager has started already', 'ERR_MANAGER_STATE');
    if (this.#state === 'shutdown')
      throw new ProcessError('this manager has been shut down', 'ERR_MANAGER_STATE');
    this.#state = state;
  }

  #used(): Link {
    if (this.#link === null || this.#state !== 'started') {
      throw new ProcessError(`this manager is not in use: ${this.#state}`, 'ERR_MANAGER_STATE');
    }
    return this.#link;
  }
}

/** The address, or what kept the server from starting. */
function receiveStart(ours: Connection, server: Process): unknown {
  try {
    return ours.recvSync(START_MS);
  } catch (error) {
    server.kill();
    return new ProcessError('the server of the manager did not start', 'ERR_MANAGER_START', { cause: error });
  }
}

const registries = new WeakMap<object, Map<string, RegisteredType>>();

/** Types of a class of managers and of those it extends. */
function registryOf(Class: object): Registry {
  const inherited =
    Class === BaseManager
      ? new Map<string, RegisteredType>()
      : registryOf(Object.getPrototypeOf(Class) as object);
  return new Map([...inherited, ...(registries.get(Class) ?? [])]);
}

export function registerType(Class: typeof BaseManager, typeid: string, type: RegisteredType): void {
  if (!registries.has(Class)) registries.set(Class, new Map());
  registries.get(Class)?.set(typeid, type);
  if (Object.hasOwn(Class.prototype, typeid)) return; // there is a method that makes it
  Object.defineProperty(Class.prototype, typeid, {
    value: function (this: BaseManager, ...args: unknown[]) {
      return this.create(typeid, ...args);
    },
    configurable: true,
    writable: true,
  });
}
