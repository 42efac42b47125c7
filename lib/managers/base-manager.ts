import { inspect } from 'node:util';
import type { Address, AuthKey } from '../connection';
import { invalidType, outOfRange, ProcessError, StateError } from '../errors';
import { currentProcess } from '../process';
import { checkFunction, checkString, toBytes } from '../util/validate';
import './client/arrive';
import type { Link } from './client/link';
import { linkTo } from './client/links';
import { OwnServer, type ServerPlan } from './own-server';
import { makerOf, registerType, registryOf, type TypeOptions } from './registry';
import { openDoor } from './server/door';
import { ObjectServer } from './server/server';
import { checkTls, type TlsOptions } from './tls/options';

/** Where the server of a manager is, and the key to it. */
export interface ManagerOptions {
  /** Where the server listens, or listens already; default: a Unix socket of its own. */
  address?: Address | null;
  /** Default: that of this process, which its children have too. */
  authkey?: AuthKey | null;
  /** Encrypts the traffic with node:tls, at an address `[host, port]`: its options, those of the server and those of a client. */
  tls?: TlsOptions | null;
}

/** What getServer() gives: the server in this very process. */
export interface ManagerServer {
  readonly address: Address;
  /** Answers clients until one of them calls shutdown(), or stop(). */
  serveForever(): Promise<void>;
  stop(): void;
}

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
  readonly #tls: TlsOptions | null;
  #address: Address | null;
  #server: OwnServer | null = null;
  #link: Link | null = null;
  #state: 'initial' | 'started' | 'shutdown' = 'initial';

  constructor(options: ManagerOptions = {}) {
    this.#address = options.address ?? null;
    this.#tls = checkTls(options.tls, this.#address);
    this.#authkey =
      options.authkey == null ? currentProcess().authkey : Buffer.from(toBytes(options.authkey, 'authkey'));
  }

  /**
   * Makes `typeid` a method of the managers of this class. `callable` is a class or a function; a program that only uses the
   * type gives `undefined`. `exposed`: the names that clients may use, by default all without a leading underscore.
   * ERR_OUT_OF_RANGE: `typeid` is a name of managers themselves (`start`).
   */
  static register(typeid: string, callable?: unknown, options: TypeOptions = {}): void {
    const { exposed = null, methodToTypeid = {} } = options;
    if (checkString(typeid, 'typeid') in BaseManager.prototype) {
      throw outOfRange('typeid', 'a name that managers do not have themselves', typeid);
    }
    if (callable != null) checkFunction(callable as () => unknown, 'callable');
    if (exposed !== null && !(Array.isArray(exposed) && exposed.every((name) => typeof name === 'string'))) {
      throw invalidType('exposed', 'an array of names', exposed);
    }
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
    try {
      const name = `${this.constructor.name}-server`;
      this.#server = new OwnServer(name, this.#plan(), () => initializer?.(...initargs));
    } catch (error) {
      this.#state = 'initial';
      throw error;
    }
    this.#address = this.#server.address;
    this.#link = this.#linkTo(this.#address);
  }

  /** Uses the server that listens at the address. Throws where none does, or when it has another key. */
  connect(): void {
    if (this.#address === null) throw new StateError('connect() needs an address', 'ERR_MANAGER_STATE');
    this.#become('started');
    const link = this.#linkTo(this.#address);
    try {
      link.call(['count']);
    } catch (error) {
      this.#state = 'initial';
      void link.close();
      throw error;
    }
    this.#link = link;
  }

  /** A server in this process; it listens from now on and answers while serveForever() runs. */
  getServer(): ManagerServer {
    this.#become('started');
    const { address, authkey, tls, registry } = this.#plan();
    const door = openDoor(address, authkey, tls);
    this.#address = door.address;
    const objects = new ObjectServer(registry, door);
    return { address: door.address, serveForever: () => objects.serve(), stop: () => objects.stop() };
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
    this.#state = 'shutdown';
    if (this.#server !== null) {
      await this.#link?.callAsync(['shutdown']).catch(() => {});
      await this.#server.end();
    }
    await this.#link?.close();
  }

  /** Waits until the server's process has ended. */
  async join(timeout?: number): Promise<void> {
    await this.#server?.join(timeout);
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

  #plan(): ServerPlan {
    const registry = registryOf(this.constructor);
    return { address: this.#address, authkey: this.#authkey, tls: this.#tls, registry };
  }

  #linkTo(address: Address): Link {
    return linkTo({ address, authkey: this.#authkey, tls: this.#tls });
  }

  #used(): Link {
    if (this.#link === null || this.#state !== 'started') {
      throw new ProcessError(`this manager is not in use: ${this.#state}`, 'ERR_MANAGER_STATE');
    }
    return this.#link;
  }
}
